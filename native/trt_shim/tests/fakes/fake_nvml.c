/*
 * An NVML for tests. Its variants:
 *   FAKE_INIT=N          nvmlInit answers N
 *   FAKE_TELLS_NOTHING   every question is answered "not supported", as on Jetson
 *   FAKE_OLD             lacks what came later
 */
#pragma GCC diagnostic ignored "-Wmissing-prototypes" /* NVML's header has them */
#pragma GCC diagnostic ignored "-Wunused-variable"    /* in some variants */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define API __attribute__((visibility("default")))

enum { SUCCESS = 0, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3 };

#ifndef FAKE_INIT
#define FAKE_INIT SUCCESS
#endif

#ifdef FAKE_TELLS_NOTHING
#define ANSWER(expression) NOT_SUPPORTED
#else
#define ANSWER(expression) ((expression), SUCCESS)
#endif

typedef struct device {
    unsigned index;
} device;

typedef struct {
    char bus_id_legacy[16];
    unsigned domain, bus, device, pci_device_id, pci_subsystem_id;
    char bus_id[32];
} pci_info;

typedef struct {
    unsigned gpu, memory;
} utilization;

static device devices[] = {{0}, {1}};
static uint64_t energy_mj = 1000000;

API const char nb_emulated[] = "fake NVML of the tests";

API int nvmlInit_v2(void) {
    return FAKE_INIT;
}

API int nvmlShutdown(void) {
    return SUCCESS;
}

API const char* nvmlErrorString(int result) {
    return result == 9 ? "Driver Not Loaded" : result == NOT_SUPPORTED ? "Not Supported" : "Unknown Error";
}

API int nvmlSystemGetDriverVersion(char* text, unsigned size) {
    snprintf(text, size, "%s", "570.00-emulated");
    return SUCCESS;
}

API int nvmlDeviceGetCount_v2(unsigned* count) {
    *count = sizeof devices / sizeof *devices;
    return SUCCESS;
}

API int nvmlDeviceGetHandleByIndex_v2(unsigned index, device** out) {
    if (index >= sizeof devices / sizeof *devices)
        return INVALID_ARGUMENT;
    *out = &devices[index];
    return SUCCESS;
}

API int nvmlDeviceGetName(device* of, char* text, unsigned size) {
    snprintf(text, size, "Emulated GPU %u", of->index);
    return SUCCESS;
}

API int nvmlDeviceGetUUID(device* of, char* text, unsigned size) {
    snprintf(text, size, "GPU-00000000-0000-0000-0000-00000000000%u", of->index);
    return SUCCESS;
}

API int nvmlDeviceGetPciInfo_v3(device* of, pci_info* info) {
    memset(info, 0, sizeof *info);
    info->bus = 0x3b + of->index;
    return SUCCESS;
}

API int nvmlDeviceGetPowerUsage(device* of, unsigned* mw) {
    (void)of, (void)mw;
    return ANSWER(*mw = 250000 + of->index);
}

API int nvmlDeviceGetClockInfo(device* of, int which, unsigned* mhz) {
    (void)of, (void)which, (void)mhz;
    return ANSWER(*mhz = which == 0 ? 1800 : which == 1 ? 1755 : 2619);
}

API int nvmlDeviceGetTemperature(device* of, int sensor, unsigned* celsius) {
    (void)of, (void)celsius;
    return sensor != 0 ? INVALID_ARGUMENT : ANSWER(*celsius = 61);
}

API int nvmlDeviceGetUtilizationRates(device* of, utilization* rates) {
    (void)of, (void)rates;
    return ANSWER(*rates = ((utilization){97, 41}));
}

#ifndef FAKE_OLD
API int nvmlDeviceGetTotalEnergyConsumption(device* of, uint64_t* mj) {
    (void)of, (void)mj;
    return ANSWER(*mj = energy_mj += 500);
}

API int nvmlDeviceGetEnforcedPowerLimit(device* of, unsigned* mw) {
    (void)of, (void)mw;
    return ANSWER(*mw = 700000);
}

API int nvmlDeviceGetMaxClockInfo(device* of, int which, unsigned* mhz) {
    (void)of, (void)which, (void)mhz;
    return ANSWER(*mhz = which == 2 ? 2619 : 1980);
}

API int nvmlDeviceGetCurrentClocksEventReasons(device* of, uint64_t* reasons) {
    (void)of, (void)reasons;
    return ANSWER(*reasons = 0x4 | 0x20);
}

API int nvmlDeviceGetPersistenceMode(device* of, int* mode) {
    (void)of, (void)mode;
    return ANSWER(*mode = 1);
}
#else
API int nvmlDeviceGetCurrentClocksThrottleReasons(device* of, uint64_t* reasons) {
    (void)of, (void)reasons;
    return ANSWER(*reasons = 0x8);
}
#endif

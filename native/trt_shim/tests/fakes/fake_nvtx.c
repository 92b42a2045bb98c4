/*
 * Somebody who takes NVTX ranges, for tests: a profiler's library (FAKE_INJECTION) or a libnvToolsExt. What came is kept as a
 * text, "start NAME ID;" and "end ID;" one behind the other, which nb_fake_nvtx_text gives. FAKE_REFUSES: the profiler answers 0.
 */
#pragma GCC diagnostic ignored "-Wmissing-prototypes" /* NVTX's headers have them */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define API __attribute__((visibility("default")))

static char text[4096];
static uint64_t ranges;

static uint64_t start(const char* name)
{
    const size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "start %s %llu;", name, (unsigned long long)++ranges);
    return ranges;
}

static void end(uint64_t range)
{
    const size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "end %llu;", (unsigned long long)range);
}

API int nb_emulated(void) { return 1; }
API const char* nb_fake_nvtx_text(void) { return text; }

#ifdef FAKE_INJECTION

typedef void (*function)(void);
typedef struct { size_t size; int (*module_table)(int, function***, unsigned int*); } callbacks;
typedef struct { size_t size; uint32_t version; uint32_t reserved; void (*set_injection_version)(uint32_t); } versions;

enum { CALLBACKS = 1, VERSION_INFO = 3, CORE = 1, CORE_SIZE = 16, RANGE_START_A = 5, RANGE_END = 7 };

API int InitializeInjectionNvtx2(const void* (*export_table)(uint32_t))
{
#ifdef FAKE_REFUSES
    (void)export_table;
    (void)start;
    (void)end;
    return 0;
#else
    const versions* version = export_table(VERSION_INFO);
    const callbacks* table = export_table(CALLBACKS);
    function** core = NULL;
    unsigned int size = 0;
    if (!version || version->version != 3 || version->size != sizeof(versions) || !table || table->size != sizeof(callbacks))
        return 0;
    version->set_injection_version(3);
    if (export_table(2) || table->module_table(99, &core, &size) || !table->module_table(CORE, &core, &size) || size != CORE_SIZE)
        return 0;
    if (core[0] || core[CORE_SIZE])
        return 0;
    *core[RANGE_START_A] = (function)start;
    *core[RANGE_END] = (function)end;
    return 1;
#endif
}

#else

API uint64_t nvtxRangeStartA(const char* name) { return start(name); }
API void nvtxRangeEnd(uint64_t range) { end(range); }

#endif

/*
 * What a caller meets that loads a shim of another version: FAKE_ABI is its ABI version, FAKE_SIZE the size it gives
 * for every struct. It stands in for the shim in tests of the handshake, and for nothing else.
 */
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT uint32_t nb_abi_version(void);
EXPORT const char* nb_version(void);
EXPORT uint32_t nb_struct_size(int32_t which);

uint32_t nb_abi_version(void) {
    return FAKE_ABI;
}

const char* nb_version(void) {
    return "0.0.0-emulated";
}

uint32_t nb_struct_size(int32_t which) {
    (void)which;
    return FAKE_SIZE;
}

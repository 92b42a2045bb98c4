/* Compiles if the header is C by itself, and its structures are what the callers' languages take them for. */
#include "nativebench_loadgen_bridge.h"

#include <stddef.h>

typedef char sample_is_16_bytes[sizeof(nblg_sample) == 16 ? 1 : -1];
typedef char response_is_32_bytes[sizeof(nblg_response) == 32 ? 1 : -1];
typedef char callbacks_is_80_bytes[sizeof(nblg_callbacks) == 80 ? 1 : -1];
typedef char settings_has_no_holes[sizeof(nblg_settings) == 16 + 30 * 8 + 8 * 4 ? 1 : -1];
typedef char logs_is_24_bytes[sizeof(nblg_log_settings) == 24 ? 1 : -1];

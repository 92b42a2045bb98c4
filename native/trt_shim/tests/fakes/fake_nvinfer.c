/*
 * A TensorRT library that only tells its version, FAKE_VERSION; without that definition it lacks the function to ask.
 * It exports `nb_emulated`, lest its answer be taken for real.
 */
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT extern const int nb_emulated;
const int nb_emulated = 1;

#ifdef FAKE_VERSION
EXPORT int32_t getInferLibVersion(void);
int32_t getInferLibVersion(void) {
    return FAKE_VERSION;
}
#endif

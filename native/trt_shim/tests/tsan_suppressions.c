/*
 * What ThreadSanitizer shall not report; it asks the program through this function, and without it nobody does.
 *
 * - DynamicLibrary::path reads the loader's link_map. The loader wrote it under its own lock before dlopen returned,
 * but isn't instrumented: when another thread's dlopen made the entry, the lock between the two isn't seen.
 */
const char* __tsan_default_suppressions(void);
const char* __tsan_default_suppressions(void) {
    return "race:nativebench::DynamicLibrary::path\n";
}

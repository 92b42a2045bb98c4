// The guard around all exports, and the error text, which no export can be made to exercise fully.

#include "check.h"
#include "guard.h"

#include <string>
#include <thread>

namespace {

using nativebench::guarded;
using nativebench::last_error;
using nativebench::set_last_error;
using nativebench::ShimError;

void exceptions_become_statuses() {
    CHECK_EQUAL(NB_E_BUFFER_TOO_SMALL, guarded([] { throw ShimError(NB_E_BUFFER_TOO_SMALL, "small"); }));
    CHECK_EQUAL(std::string("small"), last_error());
    CHECK_EQUAL(NB_E_OUT_OF_MEMORY, guarded([] { throw std::bad_alloc(); }));
    CHECK_EQUAL(std::string("Out of memory."), last_error());
    CHECK_EQUAL(NB_E_INTERNAL, guarded([] { throw std::logic_error("a defect"); }));
    CHECK_EQUAL(std::string("a defect"), last_error());
    CHECK_EQUAL(NB_E_INTERNAL, guarded([] { throw 42; }));
    CHECK_EQUAL(std::string("An exception of unknown type."), last_error());
}

void success_clears_the_text() {
    set_last_error("old");
    CHECK_EQUAL(NB_OK, guarded([] {}));
    CHECK_EQUAL(std::string(), last_error());
}

void long_text_is_cut_between_characters() {
    // Two bytes a character: the cut at 1023 would split one.
    std::string text;
    for (int i = 0; i < 2000; ++i)
        text += "\xC3\xA4";
    set_last_error(text.c_str());
    CHECK_EQUAL(text.substr(0, 1022), last_error());
}

void text_belongs_to_its_thread() {
    set_last_error("mine");
    std::string seen = "unset";
    std::thread([&seen] {
        seen = last_error();
        set_last_error("theirs");
    }).join();
    CHECK_EQUAL(std::string(), seen);
    CHECK_EQUAL(std::string("mine"), last_error());
}

} // namespace

int main(int argc, char** argv) {
    return check::run(argc, argv,
                      {
                          {"exceptions_become_statuses", exceptions_become_statuses},
                          {"success_clears_the_text", success_clears_the_text},
                          {"long_text_is_cut_between_characters", long_text_is_cut_between_characters},
                          {"text_belongs_to_its_thread", text_belongs_to_its_thread},
                      });
}

#include "library_search.h"

#include <cstdlib>
#include <utility>

namespace nativebench {

namespace {

bool is_set(const char* text) {
    return text != nullptr && text[0] != '\0';
}

std::string join(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0)
            text += i + 1 < names.size() ? ", " : " or ";
        text += names[i];
    }
    return text;
}

std::string not_found(const LibrarySearch& what, const std::vector<Attempt>& attempts, const char* from_option,
                      const char* from_environment) {
    const std::string library = what.what;
    if (from_option != nullptr)
        return "The file given for the " + library + " can't be opened: " + attempts.front().failure + ".";
    if (from_environment != nullptr)
        return std::string(what.environment) + " names a file for the " + library +
               " that can't be opened: " + attempts.front().failure + ".";
    return "No " + library + ": " + join(what.sonames) + " can't be opened. " + what.advice + ", or set " +
           what.environment + " to the file.";
}

} // namespace

void LibraryReport::refuse(nb_library_state state, std::string why) {
    info.state = state;
    reason = std::move(why);
}

LibraryReport search(const LibrarySearch& what, const char* explicit_file,
                     const std::function<void(const DynamicLibrary&, LibraryReport&)>& inspect) {
    const char* from_option = is_set(explicit_file) ? explicit_file : nullptr;
    const char* environment = std::getenv(what.environment);
    const char* from_environment = from_option == nullptr && is_set(environment) ? environment : nullptr;

    std::vector<std::string> names = what.sonames;
    if (from_option != nullptr)
        names = {from_option};
    else if (from_environment != nullptr)
        names = {from_environment};

    LibraryReport best;
    std::vector<Attempt> attempts;
    for (const std::string& name : names) {
        Attempt& attempt = attempts.emplace_back();
        attempt.name = name;
        const DynamicLibrary library = DynamicLibrary::open(name, attempt.failure);
        if (!library)
            continue;

        LibraryReport report;
        report.info.init_result = -1;
        report.path = library.path();
        if (library.has("nb_emulated"))
            report.info.flags |= NB_LIBRARY_EMULATED;
        inspect(library, report);
        attempt.failure = report.reason;

        const bool usable = report.info.state == NB_LIBRARY_USABLE;
        if (usable || best.info.state == NB_LIBRARY_NOT_FOUND)
            best = std::move(report);
        if (usable)
            break;
    }

    if (best.info.state == NB_LIBRARY_NOT_FOUND) {
        best.info.init_result = -1;
        best.reason = not_found(what, attempts, from_option, from_environment);
    }
    if (from_option != nullptr || from_environment != nullptr)
        best.info.flags |= NB_LIBRARY_EXPLICIT;
    best.info.size = sizeof best.info;
    best.info.attempt_count = static_cast<uint32_t>(attempts.size());
    best.attempts = std::move(attempts);
    return best;
}

} // namespace nativebench

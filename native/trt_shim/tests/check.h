#pragma once

// As much of a test framework as is needed here; none is guaranteed to be on a user's machine.

#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace check {

struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Case {
    const char* name;
    void (*run)();
};

[[noreturn]] inline void fail(const char* file, int line, const std::string& text) {
    std::ostringstream out;
    out << file << ":" << line << ": " << text;
    throw Failure(out.str());
}

template <typename Left, typename Right>
void equal(const char* file, int line, const char* expression, const Left& expected, const Right& actual) {
    if (expected == actual)
        return;
    std::ostringstream out;
    out << expression << "\n  expected: " << expected << "\n  actual:   " << actual;
    fail(file, line, out.str());
}

inline void contains(const char* file, int line, const char* expression, const std::string& part,
                     const std::string& whole) {
    if (whole.find(part) == std::string::npos)
        fail(file, line, std::string(expression) + "\n  expected to contain: " + part + "\n  actual: " + whole);
}

// `program --expect NAME...` fails unless these are exactly the cases there are, so that none stays unregistered;
// `program NAME` runs one.
inline int run(int argc, char** argv, const std::vector<Case>& cases) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && arguments[0] == "--expect") {
        std::vector<std::string> names;
        for (const Case& one : cases)
            names.emplace_back(one.name);
        if (names == std::vector<std::string>(arguments.begin() + 1, arguments.end()))
            return 0;
        std::cerr << "The build registers other cases than the program holds, which are:\n";
        for (const std::string& name : names)
            std::cerr << "  " << name << "\n";
        return 1;
    }
    for (const Case& one : cases) {
        if (arguments.size() != 1 || arguments[0] != one.name)
            continue;
        try {
            one.run();
            return 0;
        } catch (const std::exception& error) {
            std::cerr << error.what() << "\n";
            return 1;
        }
    }
    std::cerr << "usage: " << argv[0] << " CASE\n";
    return 2;
}

} // namespace check

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            check::fail(__FILE__, __LINE__, #condition);                                                               \
    } while (false)
#define CHECK_EQUAL(expected, actual) check::equal(__FILE__, __LINE__, #actual, (expected), (actual))
#define CHECK_CONTAINS(part, whole) check::contains(__FILE__, __LINE__, #whole, (part), (whole))

// Writes C++ classes that implement every pure virtual function of TensorRT's interfaces by ending the program with the
// function's name, so that the fake library needs to write only what it means. It reads the headers of whichever
// version the fake is built for. What it writes repeats their signatures: it belongs into the build folder and nowhere
// else.
//
//     generate_stubs OUT_FILE INCLUDE_FOLDER...

#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

namespace {

struct Header {
    const char* file;
    const char* outer; // namespaces
    const char* inner;
    std::vector<const char*> classes;
};

const std::vector<Header>& headers() {
    static const std::vector<Header> all{
        {"NvInferImpl.h",
         "nvinfer1",
         "nvinfer1::apiv",
         {"VRuntime", "VCudaEngine", "VExecutionContext", "VEngineInspector", "VHostMemory", "VBuilder",
          "VBuilderConfig", "VNetworkDefinition", "VOptimizationProfile", "VTensor", "VTimingCache"}},
        {"NvOnnxParser.h", "nvonnxparser", "nvonnxparser", {"IParser", "IParserError"}}};
    return all;
}

bool read(const std::string& path, std::string& text) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return false;
    text.assign(std::istreambuf_iterator<char>(file), {});
    return true;
}

// By hand: std::regex recurses for each character that a comment has.
std::string without_comments(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text.compare(i, 2, "//") == 0) {
            i = text.find('\n', i);
        } else if (text.compare(i, 2, "/*") == 0) {
            i = text.find("*/", i);
            i = i == std::string::npos ? i : i + 2;
        } else {
            out += text[i++];
        }
        if (i == std::string::npos)
            break;
    }
    return out;
}

// Between the braces of `class NAME ... { ... };`, a definition and no declaration; "" if there is none.
std::string body_of(const std::string& text, const std::string& name) {
    for (std::size_t at = text.find("class " + name); at != std::string::npos;
         at = text.find("class " + name, at + 1)) {
        const std::size_t after = at + 6 + name.size();
        if (std::isalnum(static_cast<unsigned char>(text[after])) != 0 || text[after] == '_')
            continue;
        const std::size_t brace = text.find_first_of("{;", after);
        if (brace == std::string::npos || text[brace] == ';')
            continue;
        int depth = 0;
        for (std::size_t i = brace; i < text.size(); ++i) {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
                return text.substr(brace + 1, i - brace - 1);
        }
    }
    return {};
}

std::string one_line(const std::string& text) {
    static const std::regex space(R"(\s+)");
    static const std::regex annotation(R"(\bTRT_(NODISCARD|DEPRECATED)\b ?)");
    static const std::regex default_value(R"( ?= ?(nullptr|ExecutionContextAllocationStrategy::\w+|\d+|false|true))");
    std::string line = std::regex_replace(text, space, " ");
    line = std::regex_replace(line, annotation, "");
    return std::regex_replace(line, default_value, "");
}

// The signatures of what a class leaves to be implemented.
std::vector<std::string> pure_virtuals(const std::string& body) {
    std::vector<std::string> signatures;
    for (std::size_t at = body.find("virtual"); at != std::string::npos; at = body.find("virtual", at + 1)) {
        const std::size_t end = body.find_first_of(";{", at);
        if (end == std::string::npos || body[end] == '{')
            continue;
        const std::string statement = body.substr(at + 7, end - at - 7);
        static const std::regex pure(R"(^([\s\S]*\))([^)=]*)=\s*0\s*$)");
        std::smatch match;
        if (std::regex_match(statement, match, pure))
            signatures.push_back(one_line(match[1].str() + match[2].str()));
    }
    return signatures;
}

std::string name_in(const std::string& signature) {
    const std::size_t parenthesis = signature.find('(');
    std::size_t begin = parenthesis;
    while (begin > 0 &&
           (std::isalnum(static_cast<unsigned char>(signature[begin - 1])) != 0 || signature[begin - 1] == '_'))
        --begin;
    return signature.substr(begin, parenthesis - begin);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::cerr << "usage: generate_stubs OUT_FILE INCLUDE_FOLDER...\n";
        return 2;
    }
    std::ofstream out(argv[1]);
    out << "// Generated; not to be kept.\n#pragma once\n";
    for (const Header& header : headers()) {
        std::string text;
        bool found = false;
        for (int i = 2; i < argc && !found; ++i)
            found = read(std::string(argv[i]) + "/" + header.file, text);
        if (!found)
            continue; // the parser's header isn't part of every TensorRT
        text = without_comments(text);
        out << "namespace stubs_" << header.outer << " {\nusing namespace " << header.outer << ";\nusing namespace "
            << header.inner << ";\n";
        for (const char* name : header.classes) {
            const std::string body = body_of(text, name);
            if (body.empty()) {
                std::cerr << header.file << " has no class " << name << "\n";
                return 1;
            }
            out << "class Stub" << name << " : public " << header.inner << "::" << name << " {\npublic:\n";
            for (const std::string& signature : pure_virtuals(body)) {
                if (signature.find('~') == std::string::npos)
                    out << "    " << signature << " override { not_implemented(\"" << name << "::" << name_in(signature)
                        << "\"); }\n";
            }
            out << "};\n";
        }
        out << "}\n";
    }
    return out.good() ? 0 : 1;
}

#include "apps/cli/completion.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "fovea/models/models.h"

namespace fovea::apps {

namespace {

// The shell code that suggests `values` for the word under the cursor.
std::string offer(const std::string& values) {
  if (values == "FILE") return "_fovea_files";
  if (values == "DIR") return "_fovea_folders";
  if (values == "MODEL") {
    std::string names;
    for (const auto& [name, entry] : models::table()) names += name + " ";
    return fmt::format("_fovea_words \"{}\"; _fovea_files", names);
  }
  if (values.find('|') == std::string::npos) return "";
  std::vector<std::string> offers;
  std::string words, more;
  std::istringstream stream(values);
  for (std::string value; std::getline(stream, value, '|');) {
    if (value == "FILE") {
      more = "_fovea_files";  // suggests folders too
    } else if (value == "DIR") {
      if (more.empty()) more = "_fovea_folders";
    } else {
      words += (words.empty() ? "" : " ") + value;
    }
  }
  if (!words.empty()) offers.push_back(fmt::format("_fovea_words \"{}\"", words));
  if (!more.empty()) offers.push_back(more);
  return fmt::format("{}", fmt::join(offers, "; "));
}

const char* const head = R"(# bash completion of fovea; written by: fovea completion
_fovea_words() { COMPREPLY+=($(compgen -W "$1" -- "$word")); }
_fovea_paths() {
  local path
  compopt -o filenames
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$word")
}
_fovea_files() { _fovea_paths -f; }
_fovea_folders() { _fovea_paths -d; }

_fovea() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
)";

std::string command_case(const CompletedCommand& command) {
  std::string options, by_option, first, positional;  // of the first argument; of all later ones
  for (const CompletedOption& option : command.options) {
    if (option.names.empty()) {
      if (positional.empty()) first = offer(option.values);
      positional = offer(option.values);
      continue;
    }
    options += fmt::format("{} ", fmt::join(option.names, " "));
    if (option.values.empty()) continue;
    by_option += fmt::format("        {}) {}; return ;;\n", fmt::join(option.names, "|"),
                             offer(option.values).empty() ? ":" : offer(option.values));
  }
  std::string text = fmt::format("    {})\n", command.name);
  if (!by_option.empty()) text += "      case $before in\n" + by_option + "      esac\n";
  text += "      if [[ $word == -* ]]; then\n";
  text += fmt::format("        _fovea_words \"{}\"\n", options);
  if (first != positional && !first.empty()) {
    text += fmt::format("      elif ((COMP_CWORD == 2)); then\n        {}\n", first);
  }
  text +=
      fmt::format("      else\n        {}\n      fi\n      ;;\n",
                  positional.empty() ? fmt::format("_fovea_words \"{}\"", options) : positional);
  return text;
}

}  // namespace

std::string bash_completion(const std::vector<CompletedCommand>& commands) {
  std::string names, cases;
  for (const CompletedCommand& command : commands) {
    names += command.name + " ";
    cases += command_case(command);
  }
  return head + fmt::format(
                    "  if ((COMP_CWORD == 1)); then _fovea_words \"{}--help --version\"; return; "
                    "fi\n  case ${{COMP_WORDS[1]}} in\n{}  esac\n}}\n"
                    "complete -F _fovea fovea\n",
                    names, cases);
}

}  // namespace fovea::apps

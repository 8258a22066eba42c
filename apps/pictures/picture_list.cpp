#include "apps/pictures/picture_list.h"
#include "apps/cli/say.h"

#include <algorithm>
#include <cstdio>

#include "apps/cli/text_lines.h"
#include "fovea/core/error.h"
#include "fovea/images/picture_files.h"

namespace fovea::apps {

namespace {

constexpr size_t most_bytes = size_t{1} << 28;

void add_file_or_folder(const std::string& name, std::vector<PictureEntry>& list) {
  std::error_code none;
  if (!std::filesystem::is_directory(name, none)) {
    list.push_back({name, {}, ""});
    return;
  }
  try {
    const datasets::PictureFiles files = datasets::find_pictures(name);
    for (const auto& file : files.pictures) list.push_back({file.string(), {}, ""});
    if (files.pictures.empty()) list.push_back({name, {}, "has no pictures in it"});
    const std::string left_out = datasets::left_out(files, name);
    if (!left_out.empty()) say("{}\n", left_out);
  } catch (const Error& error) {
    list.push_back({name, {}, error.what()});
  }
}

void add_stdin(std::vector<PictureEntry>& list) {
  std::vector<std::uint8_t> bytes;
  std::array<std::uint8_t, 1 << 16> piece;
  while (const size_t got = std::fread(piece.data(), 1, piece.size(), stdin)) {
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
    if (bytes.size() > most_bytes) {
      list.push_back({"-", {}, "is more than a picture or a list can be"});
      return;
    }
  }
  // Every picture has a zero byte in its header. No list of files has one, except in UTF-16.
  const auto starts_with = [&](std::uint8_t first, std::uint8_t second) {
    return bytes.size() > 1 && bytes[0] == first && bytes[1] == second;
  };
  const bool utf16 = starts_with(0xff, 0xfe) || starts_with(0xfe, 0xff);
  if (bytes.empty() || (!utf16 && std::ranges::find(bytes, 0) != bytes.end())) {
    list.push_back({"-", std::move(bytes), ""});
    if (list.back().bytes.empty()) list.back().error = "is empty";
    return;
  }
  for (const std::string& line :
       text_lines({reinterpret_cast<const char*>(bytes.data()), bytes.size()})) {
    if (!line.empty()) add_file_or_folder(line, list);
  }
}

}  // namespace

std::vector<PictureEntry> list_pictures(const std::vector<std::string>& arguments) {
  std::vector<PictureEntry> list;
  for (const std::string& argument : arguments) {
    argument == "-" ? add_stdin(list) : add_file_or_folder(argument, list);
  }
  return list;
}

}  // namespace fovea::apps

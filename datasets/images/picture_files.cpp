#include "fovea/images/picture_files.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "datasets/images/image_header.h"
#include "fovea/core/error.h"
#include "framework/formats/folder_entries.h"

namespace fovea::datasets {

namespace {

namespace fs = std::filesystem;

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool has_picture_ending(const fs::path& file) {
  static constexpr std::string_view known[] = {".jpg", ".jpeg", ".jpe", ".jfif", ".pjpeg", ".pjp",
                                               ".png", ".gif",  ".bmp", ".dib",  ".webp"};
  return std::ranges::find(known, lower_case(file.extension().string())) != std::end(known);
}

bool has_picture_content(const fs::path& file) {
  std::array<char, 32> start{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(start.data(), start.size());
  std::array<std::uint8_t, 32> bytes{};
  std::ranges::transform(start, bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return begins_like_picture(std::span(bytes).first(static_cast<size_t>(stream.gcount())));
}

void add_folder(const fs::path& folder, PictureFiles& files) {
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : folder_entries(folder)) {
    const fs::path& path = entry.path();
    std::error_code none;
    if (is_clutter(path.filename().string())) {
      files.clutter.push_back(path);
    } else if (entry.is_directory(none) && !entry.is_symlink(none)) {
      folders.push_back(path);
    } else if (entry.is_regular_file(none) &&
               (has_picture_ending(path) || has_picture_content(path))) {
      files.pictures.push_back(path);
    } else {
      files.others.push_back(path);
    }
  }
  for (const fs::path& below : folders) add_folder(below, files);
}

std::string named(const std::vector<fs::path>& paths, const fs::path& folder) {
  constexpr std::size_t most_named = 4;
  std::vector<std::string> names;
  for (const fs::path& path : paths) {
    if (names.size() == most_named) break;
    names.push_back(path.lexically_relative(folder).string());
  }
  return fmt::format("{}{}", fmt::join(names, ", "), paths.size() > most_named ? ", ..." : "");
}

}  // namespace

bool looks_like_picture(const fs::path& file) {
  return has_picture_ending(file) || has_picture_content(file);
}

bool is_clutter(const std::string& name) {
  static constexpr std::string_view known[] = {"__macosx",
                                               "__pycache__",
                                               "@eadir",
                                               "@recycle",
                                               "#recycle",
                                               "$recycle.bin",
                                               "thumbs.db",
                                               "ehthumbs.db",
                                               "desktop.ini",
                                               "lost+found",
                                               "system volume information"};
  return name.starts_with(".") || std::ranges::find(known, lower_case(name)) != std::end(known);
}

PictureFiles find_pictures(const fs::path& folder) {
  PictureFiles files;
  add_folder(folder, files);
  for (auto* paths : {&files.pictures, &files.others, &files.clutter}) std::ranges::sort(*paths);
  return files;
}

std::string left_out(const PictureFiles& files, const fs::path& folder) {
  const auto count = [](std::size_t number, const char* what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
  };
  std::string text;
  if (!files.others.empty()) {
    text = fmt::format("{} left out, no picture that is read: {}",
                       count(files.others.size(), "file"), named(files.others, folder));
  }
  if (!files.clutter.empty()) {
    text += fmt::format("{}{} passed over: {}", text.empty() ? "" : "; ",
                        count(files.clutter.size(), "hidden or system file"),
                        named(files.clutter, folder));
  }
  return text.empty() ? "" : folder.string() + ": " + text;
}

}  // namespace fovea::datasets

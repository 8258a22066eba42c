// What an objective shows of the model: a text, or pictures with their captions.
#include <fmt/format.h>

#include "apps/training/report/sections.h"
#include "fovea/core/terminal_text.h"

namespace fovea::apps::report {

namespace {

// Keeps lines and tabs; characters that a page cannot show are spelled out.
std::string shown(std::string_view text) {
  std::string html;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find_first_of("\n\t", at);
    if (end == std::string_view::npos) end = text.size();
    html += escape(terminal_text(text.substr(at, end - at)));
    if (end < text.size()) html += text[end++];
    at = end;
  }
  return html;
}

}  // namespace

std::string exhibit(const Exhibit& exhibit) {
  std::string html;
  if (!exhibit.note.empty()) html += fmt::format("<p class='note'>{}</p>\n", shown(exhibit.note));
  if (!exhibit.text.empty())
    html += fmt::format("<pre class='text'>{}</pre>\n", shown(exhibit.text));
  const Shape& all = exhibit.pictures.shape();
  if (all.rank() != 4) return html;
  const Shape one{all[1], all[2], all[3]};
  const auto bytes = static_cast<size_t>(one.count());
  html += "<div class='pictures'>";
  for (size_t i = 0; i < static_cast<size_t>(all[0]); ++i) {
    const std::string caption = i < exhibit.captions.size() ? exhibit.captions[i] : "";
    const auto pixels = exhibit.pictures.as<std::uint8_t>().subspan(i * bytes, bytes);
    html += fmt::format(
        "<figure><img src='{}' alt='picture {}'/><figcaption>{}</figcaption></figure>\n",
        picture(pixels, one, ChannelOrder::rgb), i + 1, shown(caption));
  }
  return html + "</div>\n";
}

}  // namespace fovea::apps::report

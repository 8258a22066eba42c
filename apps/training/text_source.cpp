#include "apps/training/text_source.h"

#include <algorithm>
#include <numeric>

#include "datasets/fingerprint.h"
#include "fovea/core/error.h"
#include "fovea/core/random.h"
#include "fovea/graph/names.h"
#include "framework/formats/input_file.h"

namespace fovea::apps {

namespace {

constexpr std::string_view text_mark = "text:";
constexpr std::uint64_t longest_text = std::uint64_t{1} << 30;

}  // namespace

std::filesystem::path text_file_of(const std::string& data) {
  if (!data.starts_with(text_mark)) return "";
  if (data == text_mark) throw Error("'{}' names no file", data).hint("as text:FILE");
  return data.substr(text_mark.size());
}

std::string read_text(const std::filesystem::path& file) {
  try {
    const InputFile input(file);
    if (input.size() == 0) throw Error("the text is empty");
    if (input.size() > longest_text) throw Error("the text is longer than 1 GiB");
    std::string text(input.size(), '\0');
    input.read(0, std::as_writable_bytes(std::span(text)));
    return text;
  } catch (const Error& error) {
    throw error.at(file.string());
  }
}

TokenSet tokens_of(const Model& model, const std::string& place) {
  const auto description = model.notes.find("tokens");
  if (description == model.notes.end()) {
    throw Error("does not say which text its tokens stand for")
        .at(place)
        .hint("models that fovea trained do, in the metadata fovea.note.tokens");
  }
  try {
    TokenSet tokens = TokenSet::from_description(description->second);
    const Graph& graph = *model.graph;
    const std::int64_t scores = graph.info(graph.outputs().front().second).type.shape.back();
    if (tokens.size() != scores) {
      throw Error("has {} tokens, and the model gives {} scores", tokens.size(), scores);
    }
    return tokens;
  } catch (const Error& error) {
    throw error.at(place + ": metadata fovea.note.tokens");
  }
}

std::int64_t context_of(const Model& model, const std::string& place) {
  const TensorType& input = model.input_type();
  if (input.dtype != DType::i32 || input.shape.rank() != 2) {
    throw Error("takes {}, not text", input.str()).at(place).hint("gpt and llama-tiny read text");
  }
  return input.shape[1];
}

std::vector<std::int32_t> encoded(const TokenSet& tokens, std::string_view text,
                                  const std::filesystem::path& file) {
  try {
    return tokens.encode(text);
  } catch (const Error& error) {
    throw error.at(file.string());
  }
}

std::int64_t windows_at_a_time(std::int64_t context) {
  constexpr std::int64_t most_tokens = 16384;
  return std::max<std::int64_t>(most_tokens / context, 1);
}

TextSplit split_text(std::string_view text) {
  const auto begins_character = [&](size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
  };
  size_t train = text.size() - text.size() / 10;
  while (train < text.size() && !begins_character(train)) ++train;
  return {text.substr(0, train), text.substr(train)};
}

TextSource::TextSource(std::vector<std::int32_t> tokens, std::int64_t context, std::int64_t batch,
                       ContextOrder order, std::uint64_t seed, const std::string& name)
    : tokens_(std::move(tokens)),
      context_(context),
      batch_(batch),
      context_order_(order),
      seed_(seed) {
  // After the last token of a window there must be one more; a start moves by less than a window.
  const std::int64_t room =
      std::ssize(tokens_) - 1 - (order == ContextOrder::random ? context - 1 : 0);
  size_ = std::max<std::int64_t>(room, 0) / context;
  if (size_ == 0) {
    throw Error("a text of {} tokens is too short for windows of {}: {} are needed", tokens_.size(),
                context, order == ContextOrder::random ? 2 * context : context + 1)
        .at(name)
        .hint("choose a model with a smaller context, as gpt:context=32, or a longer text");
  }
}

void TextSource::start(int epoch, std::int64_t first) {
  order_.resize(static_cast<size_t>(size_));
  if (context_order_ == ContextOrder::random) {
    const auto number = static_cast<std::uint32_t>(epoch);
    order_ =
        Random(seed_, stream_of("shuffle"), number).permutation(static_cast<std::uint32_t>(size_));
    offset_ = static_cast<std::int64_t>(
        Random(seed_, stream_of("window"), number).below(0, static_cast<std::uint64_t>(context_)));
  } else {
    std::iota(order_.begin(), order_.end(), 0u);
    offset_ = 0;
  }
  at_ = std::min(first * batch_, size_);
}

bool TextSource::next(Batch& batch) {
  const std::int64_t count = std::min(batch_, size_ - at_);
  if (count <= 0) return false;
  Tensor tokens(Shape{count, context_}, DType::i32), next(Shape{count, context_}, DType::i32);
  for (std::int64_t row = 0; row < count; ++row) {
    const std::int64_t first = offset_ + order_[static_cast<size_t>(at_ + row)] * context_;
    std::copy_n(tokens_.begin() + first, context_,
                tokens.as<std::int32_t>().begin() + row * context_);
    std::copy_n(tokens_.begin() + first + 1, context_,
                next.as<std::int32_t>().begin() + row * context_);
  }
  batch = {{names::tokens, std::move(tokens)}, {names::next, std::move(next)}};
  at_ += count;
  return true;
}

std::uint64_t TextSource::identity() const {
  datasets::Fingerprint print;
  print.add(std::as_bytes(std::span(tokens_)));
  return print.value();
}

}  // namespace fovea::apps

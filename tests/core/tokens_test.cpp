// From text to tokens and back.
#include <boost/test/unit_test.hpp>

#include "fovea/text/tokens.h"
#include "tests/support/message.h"

using namespace fovea;
using namespace fovea::test;

namespace {

std::string decoded(const TokenSet& set, const std::vector<std::int32_t>& tokens) {
  std::string text;
  for (const std::int32_t token : tokens) text += set.piece(token);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_AUTO_TEST_CASE(any_bytes_are_tokens) {
  const std::string text("\0a\xFF\n", 4);
  const TokenSet set = TokenSet::bytes();
  BOOST_TEST(set.size() == 256);
  BOOST_TEST((set.encode(text) == std::vector<std::int32_t>{0, 97, 255, 10}));
  BOOST_TEST(decoded(set, set.encode(text)) == text);
  BOOST_TEST(TokenSet::from_description(set.description()).size() == 256);
}

BOOST_AUTO_TEST_CASE(characters_count_in_the_order_of_their_code_points) {
  const std::string text = "b\u00e9a\U0001F600\u20acb\n";
  const TokenSet set = TokenSet::chars_of(text);
  BOOST_TEST((set.encode(text) == std::vector<std::int32_t>{2, 3, 1, 5, 4, 2, 0}));
  BOOST_TEST(decoded(set, set.encode(text)) == text);
  BOOST_TEST(set.description() == "chars \nab\u00e9\u20ac\U0001F600");
  const TokenSet again = TokenSet::from_description(set.description());
  BOOST_TEST((again.encode(text) == set.encode(text)));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named_with_its_place) {
  const TokenSet set = TokenSet::chars_of("ab\n");
  BOOST_TEST(has(message_of([&] { set.encode("ab\nac"); }), "'c' at line 2, byte 2"));
  // Continuation bytes alone, a form that is too long, a surrogate, beyond the last code
  // point, cut.
  for (const char* bad :
       {"a\x80", "a\xC0\xAF", "a\xED\xA0\x80", "a\xF4\x90\x80\x80", "a\xE2\x82"}) {
    BOOST_TEST(has(message_of([&] { TokenSet::chars_of(bad); }), "not UTF-8 at line 1, byte 2"),
               bad);
  }
  BOOST_TEST(has(message_of([] { TokenSet::from_description("words"); }), "neither 'bytes' nor"));
  BOOST_TEST(has(message_of([] { TokenSet::from_description("chars aba"); }), "twice"));
  BOOST_TEST(has(message_of([&] { set.piece(3); }), "no token 3"));
  BOOST_TEST(has(message_of([&] { set.piece(-1); }), "no token -1"));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Vocabulary;

class SubwordTokenizerTest {

    /** Byte pairs as GPT-2 has them: "\u0120" is a blank. */
    static final String BYTE_PAIRS =
            """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
             "normalizer": null,
             "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
                               "use_regex": true},
             "post_processor": null,
             "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true,
                         "use_regex": true},
             "model": {"type": "BPE", "dropout": null, "unk_token": null,
                       "continuing_subword_prefix": null, "end_of_word_suffix": null,
                       "fuse_unk": false, "byte_fallback": false,
                       "vocab": {"a": 0, "b": 1, "c": 2, "\u0120": 3, "ab": 4, "\u0120ab": 5,
                                 "\u00c3": 6, "\u00a9": 7},
                       "merges": ["a b", "\u0120 ab"]}}
            """;

    /** Whole words and their continuations, as BERT has them. */
    static final String WORD_PIECES =
            """
            {"version": "1.0", "truncation": {"direction": "Right", "max_length": 2,
                                              "strategy": "LongestFirst", "stride": 0},
             "padding": null, "added_tokens": [],
             "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
             "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                       "max_input_chars_per_word": 100,
                       "vocab": {"[UNK]": 0, "play": 1, "##ing": 2, "dog": 3, "##s": 4}}}
            """;

    @TempDir Path dir;

    private static List<String> tokens(String json, String text) {
        List<String> tokens = new ArrayList<>();
        SubwordTokenizer.of(json, "test").split(text, tokens::add);
        return tokens;
    }

    private static String joined(String json, List<String> tokens) {
        String separator = SubwordTokenizer.of(json, "test").separator();
        return new Vocabulary(Vocabulary.SPECIAL, separator, json).text(tokens);
    }

    @Test
    void bytePairs() {
        List<String> tokens = tokens(BYTE_PAIRS, "ab ab c\u00e9");
        assertThat(tokens).containsExactly("ab", "\u0120ab", "\u0120", "c", "\u00c3", "\u00a9");
        assertThat(joined(BYTE_PAIRS, tokens)).isEqualTo("ab ab c\u00e9");
    }

    /** A limit that the tokenizer's file states does not cut texts. */
    @Test
    void wordPieces() {
        List<String> tokens = tokens(WORD_PIECES, "dogs playing dog cat");
        assertThat(tokens).containsExactly("dog", "##s", "play", "##ing", "dog", "[UNK]");
        assertThat(joined(WORD_PIECES, tokens)).isEqualTo("dogs playing dog [UNK]");
    }

    @Test
    void longTextsAreNotCut() {
        assertThat(tokens(BYTE_PAIRS, "c".repeat(5000))).hasSize(5000);
    }

    @Test
    void theVocabularyHasTheTokenizer() throws IOException {
        Path json = Files.writeString(dir.resolve("tokenizer.json"), BYTE_PAIRS);
        Path text = Files.writeString(dir.resolve("a.txt"), "ab ab\nc ab\n");
        Dataset data =
                TextSourceTest.source(
                                text,
                                ", tokens: subword, tokenizer: '"
                                        + json
                                        + "', test: '"
                                        + text
                                        + "'")
                        .load(DataSource.Progress.SILENT);
        Vocabulary vocabulary = data.facts().form().vocabulary().orElseThrow();
        assertThat(vocabulary.tokens())
                .containsExactly("<end>", "<unknown>", "\u0120ab", "ab", "c");
        assertThat(vocabulary.tokenizer()).isEqualTo(BYTE_PAIRS);
        float[] row = new float[data.shape().size()];
        data.train().read(1, row, 0);
        assertThat(vocabulary.text(vocabulary.read(row))).isEqualTo("c ab");
    }
}

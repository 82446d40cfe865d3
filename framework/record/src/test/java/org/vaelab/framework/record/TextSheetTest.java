// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSheetTest {
    @TempDir Path dir;

    @Test
    void blocksAreSeparatedByAnEmptyLine() throws IOException {
        TextSheet sheet =
                new TextSheet(List.of(List.of("a b", "two\nlines"), List.of("", "\u00e9")));
        Path file = dir.resolve("samples/texts.txt");
        sheet.write(file);
        assertThat(Files.readString(file)).isEqualTo("a b\ntwo\\nlines\n\n<empty>\n\u00e9\n");
        assertThat(TextSheet.read(file)).isEqualTo(sheet);
    }

    @Test
    void anAbsentFileHasNoBlocks() throws IOException {
        assertThat(TextSheet.read(dir.resolve("absent.txt")).blocks()).isEmpty();
    }

    @Test
    void topicsAreLines() throws IOException {
        Path file = dir.resolve("topics.jsonl");
        List<TopicWords> topics =
                List.of(
                        new TopicWords("z0=0", 0.25, List.of("money", "bank")),
                        new TopicWords("z0=1", Double.NaN, List.of("river")));
        TopicWords.write(topics, file);
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(TopicWords.read(file)).isEqualTo(topics);
        assertThat(TopicWords.read(dir.resolve("absent.jsonl"))).isEmpty();
    }
}

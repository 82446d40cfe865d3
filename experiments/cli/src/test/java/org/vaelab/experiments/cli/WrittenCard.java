// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.yaml.snakeyaml.Yaml;

/**
 * A folder that {@code vaelab card} has written, as a reader sees it.
 *
 * @param text the text of {@code README.md}
 */
record WrittenCard(Path folder, String text) {

    private static final String BLOCK = "```\n";

    static WrittenCard of(Path folder) throws IOException {
        return new WrittenCard(folder, Files.readString(folder.resolve("README.md")));
    }

    RunRecord record() throws IOException {
        return new RunFolder(folder).readResult();
    }

    /** Returns the metadata on top. */
    JsonNode metadata() {
        assertThat(text).startsWith("---\n");
        String yaml = text.substring(4, text.indexOf("\n---\n", 4));
        return new ObjectMapper().valueToTree(new Yaml().load(yaml));
    }

    /** Returns the rows of the table below a caption, by cells. */
    List<List<String>> table(String caption) {
        int start = text.indexOf("\n" + caption);
        assertThat(start).as(caption).isNotNegative();
        return text.substring(start + 1)
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(WrittenCard::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1, row.length() - 1).split("(?<!\\\\)\\|", -1))
                .map(cell -> cell.replace("\\", "").strip())
                .toList();
    }

    /** Returns the code below a title; empty if there is no such title. */
    String code(String title) {
        int start = text.indexOf("\n" + title);
        if (start < 0) {
            return "";
        }
        int from = text.indexOf(BLOCK, start) + BLOCK.length();
        return text.substring(from, text.indexOf(BLOCK, from));
    }

    /** Returns the words of each command of VaeLab, without the launcher. */
    List<List<String>> commands() {
        return code("VaeLab, beside this folder:")
                .lines()
                .map(line -> List.of(line.split(" ")))
                .peek(words -> assertThat(words.get(0)).isEqualTo("./vaelab"))
                .map(words -> words.subList(1, words.size()))
                .toList();
    }

    /** Returns the names of the files in the folder. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}

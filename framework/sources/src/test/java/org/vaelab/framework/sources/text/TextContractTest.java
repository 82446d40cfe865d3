// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vaelab.testkit.contract.DataSourceContract;
import org.vaelab.testkit.contract.TestChange;

final class TextContractTest extends DataSourceContract {

    TextContractTest() {
        super(
                "text",
                "{path: 'FOLDER/a.txt', testFraction: 0.25}",
                "{path: 'FOLDER/a.txt', examples: 'window', length: 5, testFraction: 0.3}",
                "{path: 'FOLDER/a.txt', test: 'FOLDER/b.txt', tokens: 'word', lowercase: true, vocabulary: 4}",
                "{path: 'FOLDER/c.txt', tokens: 'subword', tokenizer: 'FOLDER/tokenizer.json', testFraction: 0.25}",
                "{path: 'FOLDER/a.tsv', tokens: 'word', label: 'kind', text: 'words', length: 3,"
                        + " testFraction: 0.25}",
                "{path: 'FOLDER/a.csv', examples: 'document', text: 'words', label: 'kind', testFraction: 0.25,"
                        + " minDocuments: 1}",
                "{path: 'FOLDER/a.tsv', tokens: 'word', text: 'words', given: 'id',"
                        + " testFraction: 0.25}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        String lines = "A dog barks.\n\nThe dog sleeps.\nA cat sleeps.\nA dog sleeps and barks.\n";
        lines += "A bird sings.\nThe bird sleeps.\nThe cat sings.\nA dog sings.\n";
        Files.writeString(folder.resolve("a.txt"), lines);
        Files.writeString(folder.resolve("c.txt"), "dog\nplaying dogs\ndogs\nplaying\n");
        Files.writeString(folder.resolve("tokenizer.json"), SubwordTokenizerTest.WORD_PIECES);
        Files.writeString(folder.resolve("b.txt"), "The cat barks.\nA dog sleeps.\n");
        String table =
                """
                words,kind,id
                "dog, barks",animal,1
                the car drives,thing,2
                car dog,thing,3
                dog drives car,,4
                """;
        Files.writeString(folder.resolve("a.csv"), table);
        Files.writeString(folder.resolve("b.csv"), "words,kind,id\ncar dog,thing,1\n");
        Files.writeString(
                folder.resolve("a.tsv"), table.replace("\"dog, barks\"", "dog").replace(',', '\t'));
    }

    @Override
    protected List<TestChange> testChanges() {
        return List.of(
                new TestChange(
                        "{path: 'FOLDER/a.txt', test: 'FOLDER/b.txt', tokens: 'word', vocabulary: 4}",
                        folder ->
                                Files.writeString(
                                        folder.resolve("b.txt"),
                                        "zebra zebra zebra zebra zebra zebra zebra zebra zebra dog\n")),
                new TestChange(
                        "{path: 'FOLDER/a.txt', test: 'FOLDER/b.txt'}",
                        folder -> Files.writeString(folder.resolve("b.txt"), "Zq!")),
                new TestChange(
                        "{path: 'FOLDER/a.csv', test: 'FOLDER/b.csv', examples: 'document', text: 'words',"
                                + " label: 'kind', minDocuments: 1}",
                        folder ->
                                Files.writeString(
                                        folder.resolve("b.csv"),
                                        "words,kind,id\ncar zebra,thing,1\n")));
    }
}

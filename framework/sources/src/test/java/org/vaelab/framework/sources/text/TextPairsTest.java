// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.Vocabulary;

/** Tables with a text and a second one that is given. */
class TextPairsTest {

    private static final String SETTINGS =
            ", tokens: word, text: answer, given: question, label: kind";
    private static final String HEADER = "question\tanswer\tkind\n";
    private static final String TABLE =
            HEADER + "who ?\tit is me\tperson\n\nwhere is it ?\there\tplace\n";

    @TempDir Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Dataset load(String train, String test) throws IOException {
        return source(train, test).load(DataSource.Progress.SILENT);
    }

    private DataSource source(String train, String test) throws IOException {
        Path other = file("test.tsv", test);
        return TextSourceTest.source(
                file("train.tsv", train), ", test: '" + other + "'" + SETTINGS);
    }

    private static String text(Dataset data, float[] tokens) {
        Vocabulary vocabulary = data.facts().form().vocabulary().orElseThrow();
        return vocabulary.text(vocabulary.read(tokens));
    }

    @Test
    void theAnswerIsModelledAndTheQuestionGiven() throws IOException {
        Dataset data = load(TABLE, HEADER + "who is it ?\tyou\tperson\n");
        assertThat(data.shape().size()).isEqualTo(4);
        assertThat(data.train().split().orElseThrow().part("question").width()).isEqualTo(5);
        MiniBatch train = new Chunks(data.train(), 2).at(0);
        assertThat(text(data, train.values())).isEqualTo("it is me");
        assertThat(text(data, train.given("question"))).isEqualTo("who ?");
        assertThat(data.train().origin().of().apply(1)).isEqualTo("4");
        assertThat(data.train().label("class").values()).containsExactly(0, 1);
        MiniBatch test = new Chunks(data.test(), 1).at(0);
        assertThat(text(data, test.values())).isEqualTo("<unknown>");
        assertThat(text(data, test.given("question"))).isEqualTo("who is it ?");
        assertThat(data.facts().form().vocabulary().orElseThrow().tokens())
                .as("words of answers and of questions")
                .contains("me", "where");
    }

    @Test
    void aNewFileIsReadAsTheTrainingFile() throws IOException {
        DataSource source = source(TABLE, TABLE);
        Dataset data = source.load(DataSource.Progress.SILENT);
        ExampleReader reader = source.reader().orElseThrow();
        ExampleReader.Found found =
                reader.read(
                        file("new.tsv", HEADER + "where is me ?\tit is here\tthing\n"),
                        Preparation.NONE.apply(data, 1));
        float[] row = new float[9];
        found.examples().read(0, row, 0);
        assertThat(text(data, row)).isEqualTo("it is here");
        assertThat(text(data, Arrays.copyOfRange(row, 4, 9))).isEqualTo("where is me ?");
        assertThat(found.remarks()).isEmpty();
    }

    @Test
    void aLineWithOneTextAloneIsNamed() throws IOException {
        String gap = HEADER + "who ?\tme\tperson\n\there\tplace\nwhere ?\there\tplace\n";
        assertThatThrownBy(() -> load(gap, TABLE))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "train.tsv: line 3 has a text in one of the two columns alone; fill in the"
                                + " other, or remove the line");
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        assertThatThrownBy(() -> load("answer\tkind\nme\tperson\nhere\tplace\n", TABLE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no column \"question\" (setting given)");
        assertThatThrownBy(
                        () ->
                                TextSourceTest.source(
                                        file("a.tsv", TABLE),
                                        ", text: answer, given: question, examples: window"))
                .hasRootCauseMessage("source text: given is for examples: line");
    }
}

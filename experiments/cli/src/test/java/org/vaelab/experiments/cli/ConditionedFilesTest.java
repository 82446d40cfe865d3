// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a conditional model is given by new files and by {@code --condition}. */
@Tag("full")
final class ConditionedFilesTest {

    private static final String TABLE =
            "{source: table, path: people.csv, label: [group, side], columns: {visits: count}";

    private static final String CONFIG =
            """
            runtime: {backend: nd4j, threads: 1}
            network: {hidden: [4]}
            training: {steps: 2, batch: 8}
            evaluation: {importanceSamples: 2}
            report: {formats: [markdown]}
            models:
              images: {variant: gaussian, latent: 1, condition: label,
               data: {source: images, path: pets, binarize: threshold}}
              labelled: {variant: gaussian, latent: 1, condition: group, likelihood: columns, data: TABLE}}
              latent: {variant: gaussian, latent: 1, supervision: group, likelihood: columns, data: TABLE}}
              given:
                variant: gaussian
                latent: 1
                likelihood: columns
                condition: [age, town, visits, born]
                data: TABLE, given: [age, town, visits, born]}
            """
                    .replace("TABLE", TABLE);

    @TempDir private static Path temporary;
    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        StringBuilder rows = new StringBuilder("height,age,town,visits,born,group,side\n");
        for (int i = 0; i < 50; i++) {
            for (String pet : List.of("cat", "dog")) {
                Path file = temporary.resolve("pets/" + pet + "/" + i + ".png");
                Files.createDirectories(file.getParent());
                BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
                image.setRGB(i % 4, i / 4 % 4, 0xffffff);
                ImageIO.write(image, "png", file.toFile());
            }
            rows.append(
                    "%s.5,%s.25,%s,%s,20%s-01-01,%s,%s\n"
                            .formatted(
                                    150 + i,
                                    20 + i,
                                    List.of("Oslo", "Paris", "Rome").get(i % 3),
                                    i * 7 % 30,
                                    10 + i,
                                    i % 2 == 0 ? "p" : "q",
                                    i % 3 == 0 ? "left" : "right"));
        }
        Files.writeString(temporary.resolve("people.csv"), rows);
        trained = Trained.of(CONFIG, temporary);
    }

    private List<String> rows(String command, String model, String... arguments)
            throws IOException {
        assertThat(call(command, model, arguments)).as("%s", terminal).isZero();
        return terminal.out().lines().toList();
    }

    private int call(String command, String model, String... arguments) throws IOException {
        return trained.vaelab(terminal, command, model, arguments);
    }

    @Test
    void subfoldersAreTheClassesOfNewImages() throws IOException {
        String pets = temporary.resolve("pets").toString();
        for (String command : List.of("encode", "score")) {
            List<String> rows = rows(command, "images", pets);
            assertThat(rows).hasSize(101);
            assertThat(rows.get(0)).startsWith("file,class,");
            assertThat(rows.get(1)).startsWith("cat/0.png,cat,");
            assertThat(rows.get(100)).startsWith("dog/9.png,dog,");
            assertThat(call(command, "images", pets + "/cat")).isEqualTo(ExitCode.USAGE);
            assertThat(terminal.err())
                    .contains("pets/cat: the model is conditioned on the label 'class', which it")
                    .contains("a folder of images a subfolder for each class")
                    .contains("classes: cat, dog");
        }
    }

    @Test
    void aTableWithoutTheLabelOfAConditionIsRejected() throws IOException {
        Path file = temporary.resolve("new.csv");
        String header = "height,age,town,visits,born";
        String row = "\n170,30,Oslo,3,2001-02-03";
        Files.writeString(file, header + row);
        assertThat(call("score", "labelled", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains(
                        "new.csv: the model is conditioned on the label 'group', which it does not")
                .contains("a table needs a column 'group'", "classes: p, q");
        // A label that is a latent variable may be unknown.
        assertThat(rows("score", "latent", file.toString())).hasSize(2);
        Files.writeString(file, header + ",group" + row + ",q" + row + ",");
        assertThat(call("score", "labelled", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("'group', which row 2 does not have");
        // One that no training row has is unknown too, and said to be.
        Files.writeString(file, header + ",group" + row + ",q" + row + ",r");
        assertThat(call("score", "labelled", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("'group', which row 2 does not have", "classes: p, q");
        assertThat(rows("score", "latent", file.toString()).get(2)).startsWith("2,,");
        assertThat(terminal.err()).contains("1 of 2 labels 'group' are unknown");
        Files.writeString(file, header + ",group" + row + ",q");
        assertThat(rows("score", "labelled", file.toString()).get(1)).startsWith("1,q,");
    }

    @Test
    void aFileOfSamplesHoldsTheirLabels() throws IOException {
        List<String> each =
                rows("sample", "labelled", "--condition", "each", "--count", "4", "--out", "-");
        assertThat(each.get(0)).startsWith("index,group,height,");
        assertThat(each.subList(1, 5))
                .extracting(row -> row.substring(0, 3))
                .containsExactly("0,p", "1,q", "2,p", "3,q");
        List<String> one =
                rows("sample", "labelled", "--condition", "q", "--count", "2", "--out", "-");
        assertThat(one.subList(1, 3)).allMatch(row -> row.matches("\\d,q,.*"));
        // A label that is a latent variable is in the file if it is given.
        assertThat(rows("sample", "latent", "--count", "2", "--out", "-").get(0))
                .startsWith("index,height");
        assertThat(rows("sample", "latent", "--condition", "q", "--out", "-").get(1))
                .startsWith("0,q,");
        Path file = temporary.resolve("samples.csv");
        assertThat(call("sample", "labelled", "--condition", "each", "--out", file.toString()))
                .isZero();
        assertThat(rows("score", "labelled", file.toString())).hasSize(65);
    }

    private List<String> samples(String... conditions) throws IOException {
        Stream<String> options = Stream.of("--out", "-", "--count", "2");
        Stream<String> given = Stream.of(conditions).flatMap(c -> Stream.of("--condition", c));
        return rows("sample", "given", Stream.concat(options, given).toArray(String[]::new));
    }

    @Test
    void valuesOfXAreGivenByName() throws IOException {
        List<String> rows = samples("age=30.5", "town=Rome", "visits=12", "born=2001-02-03");
        assertThat(rows.get(0)).isEqualTo("index,height,age,town,visits,born");
        assertThat(rows).hasSize(3);
        assertThat(rows.subList(1, 3)).allMatch(row -> row.endsWith(",30.5,Rome,12,2001-02-03"));
        Path file = Files.writeString(temporary.resolve("given.csv"), "30.5,Rome,12,2001-02-03\n");
        assertThat(samples(file.toString())).isEqualTo(rows);
        for (String command : List.of("sample", "traverse", "interpolate")) {
            assertThat(rows(command, "given", "--out", "-").get(1))
                    .matches(".*,(Oslo|Paris|Rome),\\d+,20\\d\\d-01-01");
        }
        assertThat(terminal.err())
                .contains("the condition changes halfway, from that of the first example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "age=old | --condition age=old: 'old' is no number",
                "town=Rom | --condition town=Rom: 'town' has no value 'Rom'",
                "visits=1.5 | --condition visits=1.5: 1.5 is no value of count data",
                "born=young | --condition born=young: 'young' is no date, such as 2026-11-22",
                "height=3 | conditioned on age, town, visits, born, not on 'height'",
                "3 | is given age (1), town (1), visits (1), born (1): write NAME=VALUE"
            })
    void whatIsNoValueIsRejected(String condition, String message) throws IOException {
        assertThat(call("sample", "given", "--condition", condition)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(message);
    }
}

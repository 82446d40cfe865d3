// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traversals, interpolations and imputations of finished runs, of models of each kind. */
final class LatentWalksTest {

    private static final String CONFIG =
            """
            name: walks
            data: {source: sprites, size: 16, train: 100, test: 20}
            network: {hidden: [8], latentHidden: [8]}
            training: {steps: 2, batch: 10}
            evaluation: {importanceSamples: 2, importanceExamples: 2}
            report: {formats: [html]}
            models:
              plain: {variant: gaussian, latent: 3}
              sphere: {variant: vmf, latent: 2}
              categories: {variant: gumbel, variables: 2, categories: 4}
              product: {variant: product, latent: "normal(2) x onehot(2, 3) x sphere(2)"}
              hierarchy: {variant: gaussian, latent: "normal(2) > normal(3)"}
              codes: {variant: vq, positions: 2, codebookSize: 5, codeDimension: 3}
              conditional: {variant: gaussian, latent: 2, condition: shape}
              labelled: {variant: gaussian, latent: 2, supervision: shape}
              mode: {variant: gaussian, latent: 2, inference: {type: map, steps: 2}, estimator: joint}
              pixels: {variant: gaussian, latent: 2, likelihood: {type: made, hidden: [8]}}
            """;

    private static final int PIXELS = 256;

    @TempDir private static Path temporary;

    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, temporary);
    }

    private static String run(String model) throws IOException {
        return trained.run(model).toString();
    }

    /** The rows of the file that a command writes, without that of the names. */
    private List<String> rows(String command, String model, String... more) throws IOException {
        Path file = Files.createTempDirectory(temporary, "made").resolve("rows.csv");
        String[] arguments =
                Stream.concat(
                                Stream.of(command, run(model), "--out", file.toString()),
                                Stream.of(more))
                        .toArray(String[]::new);
        assertThat(terminal.vaelab(arguments)).as("%s", terminal).isZero();
        List<String> lines = Files.readAllLines(file);
        return lines.subList(1, lines.size());
    }

    private static double[] values(String row) {
        String[] fields = row.split(",", -1);
        return Arrays.stream(fields, fields.length - PIXELS, fields.length)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Rows of a unit are its steps: K, or as many as it has categories. */
    @ParameterizedTest
    @Tag("full")
    @CsvSource({
        "plain, 12",
        "sphere, 12",
        "categories, 8",
        "product, 26",
        "hierarchy, 20",
        "codes, 10",
        "conditional, 8",
        "labelled, 11",
        "mode, 8",
        "pixels, 8"
    })
    void everyUnitIsLedThroughItsValues(String model, int expected) throws IOException {
        List<String> rows = rows("traverse", model, "--steps", "4");
        assertThat(rows).hasSize(expected).doesNotHaveDuplicates();
        assertThat(rows("traverse", model, "--steps", "4", "--first", "2")).hasSize(2 * expected);
    }

    @Test
    void theMostActiveUnitComesFirst() throws IOException {
        List<String> rows = rows("traverse", "plain", "--steps", "2");
        double[] kl =
                terminal.out()
                        .lines()
                        .filter(line -> line.matches("\\d+ +z\\d .*"))
                        .mapToDouble(line -> Double.parseDouble(line.strip().split(" +", -1)[2]))
                        .toArray();
        assertThat(kl).hasSize(3);
        assertThat(kl[0]).isGreaterThanOrEqualTo(kl[1]);
        assertThat(kl[1]).isGreaterThanOrEqualTo(kl[2]);
        String first = terminal.out().lines().skip(1).findFirst().orElseThrow().split(" +", -1)[1];
        assertThat(rows.get(0)).startsWith("0," + first + ",0,");
        List<String> asked = rows("traverse", "plain", "--steps", "2", "--units", "z2,z0");
        assertThat(asked).hasSize(4);
        assertThat(asked.get(0)).startsWith("0,z2,0,");
        assertThat(asked.get(3)).startsWith("0,z0,1,");
    }

    /** A change of the upper variable is seen in x, though x is given the lower one alone. */
    @Test
    void aChangeHighInAHierarchyIsSeen() throws IOException {
        List<String> rows = rows("traverse", "hierarchy", "--units", "normal1.z0", "--steps", "2");
        assertThat(values(rows.get(0))).isNotEqualTo(values(rows.get(1)));
    }

    @Test
    void placesThatAUnitDoesNotReachAreEmpty() throws IOException {
        Path file = temporary.resolve("product.png");
        assertThat(
                        terminal.vaelab(
                                "traverse",
                                run("product"),
                                "--steps",
                                "4",
                                "--units",
                                "z2,z0",
                                "--out",
                                file.toString()))
                .as("%s", terminal)
                .isZero();
        BufferedImage sheet = ImageIO.read(file.toFile());
        assertThat(sheet.getWidth()).isEqualTo(4 * 17 - 1);
        assertThat(sheet.getHeight()).isEqualTo(2 * 17 - 1);
        assertThat(sheet.getRGB(60, 3) >>> 24).isZero();
        assertThat(sheet.getRGB(60, 20) >>> 24).isEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "sphere",
                "categories",
                "product",
                "hierarchy",
                "codes",
                "conditional",
                "labelled",
                "mode"
            })
    void betweenTwoExamplesTheEndsAreTheirReconstructions(String model) throws IOException {
        List<String> rows = rows("interpolate", model, "--pairs", "2", "--steps", "5");
        List<String> reconstructed = rows("reconstruct", model, "--first", "4");
        assertThat(rows).hasSize(2 * 7);
        for (int pair = 0; pair < 2; pair++) {
            List<String> own = rows.subList(7 * pair, 7 * pair + 7);
            assertThat(own.get(0)).startsWith(pair + ",first,");
            assertThat(own.get(6)).startsWith(pair + ",second,");
            assertThat(values(own.get(1)))
                    .containsExactly(values(reconstructed.get(2 * pair)), within(1e-5));
            assertThat(values(own.get(5)))
                    .containsExactly(values(reconstructed.get(2 * pair + 1)), within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "sphere",
                "categories",
                "product",
                "hierarchy",
                "conditional",
                "labelled"
            })
    void whatIsObservedStaysAndTheRestIsDrawn(String model) throws IOException {
        List<String> rows =
                rows("impute", model, "--observed", "upper", "--first", "3", "--steps", "6");
        assertThat(rows).hasSize(12);
        assertThat(terminal.out())
                .contains("log p of a missing value: -", "over 3 examples", "accepted proposals: ");
        for (int i = 0; i < 3; i++) {
            String[] kinds = {"original", "observed", "mean", "draw"};
            for (int k = 0; k < 4; k++) {
                assertThat(rows.get(4 * i + k)).startsWith(i + "," + kinds[k] + ",");
            }
            double[] original = values(rows.get(4 * i));
            double[] mean = values(rows.get(4 * i + 2));
            double[] draw = values(rows.get(4 * i + 3));
            for (int j = 0; j < PIXELS; j++) {
                assertThat(draw[j]).isIn(0.0, 1.0);
                if (j < PIXELS / 2) {
                    assertThat(mean[j]).isEqualTo(original[j]);
                    assertThat(draw[j]).isEqualTo(original[j]);
                } else {
                    assertThat(mean[j]).isStrictlyBetween(0.0, 1.0);
                }
            }
            assertThat(rows.get(4 * i + 1)).endsWith(",".repeat(PIXELS / 2));
        }
    }

    @Test
    void masksOfAFileGoInTurn() throws IOException {
        String even = "1,0,".repeat(PIXELS / 2);
        String odd = "0,1,".repeat(PIXELS / 2);
        Path masks =
                Files.writeString(
                        temporary.resolve("masks.csv"),
                        even.substring(0, 2 * PIXELS - 1)
                                + "\n"
                                + odd.substring(0, 2 * PIXELS - 1)
                                + "\n");
        List<String> rows =
                rows(
                        "impute",
                        "plain",
                        "--observed",
                        masks.toString(),
                        "--first",
                        "3",
                        "--steps",
                        "2");
        for (int i = 0; i < 3; i++) {
            String[] observed = rows.get(4 * i + 1).split(",", -1);
            for (int j = 0; j < PIXELS; j++) {
                assertThat(observed[2 + j].isEmpty()).isEqualTo((i + j) % 2 == 1);
            }
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"codes", "mode"})
    void whatHasNoDensityIsImputedWithoutTheTest(String model) throws IOException {
        assertThat(terminal.vaelab("impute", run(model), "--observed", "left"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("pseudo-gibbs does without");
        assertThat(
                        rows(
                                "impute",
                                model,
                                "--observed",
                                "left",
                                "--method",
                                "pseudo-gibbs",
                                "--first",
                                "2",
                                "--steps",
                                "3"))
                .hasSize(8);
        assertThat(terminal.out()).doesNotContain("accepted");
    }

    @Test
    void chainsThatHardlyMoveAreSaidToBeSo() {
        assertThat(ImputeCommand.accepted(0.0109)).isEqualTo("accepted proposals: 1.1 %");
        assertThat(ImputeCommand.accepted(0.004))
                .startsWith("accepted proposals: 0.4 %; ")
                .contains("--steps", "pseudo-gibbs");
    }

    /** Of temperature 0 all draws are at the centre, so that means of x are equal. */
    @Test
    void aTemperatureScalesDrawsOfThePrior() throws IOException {
        for (String model : List.of("plain", "hierarchy", "conditional")) {
            String[] two = {"--count", "2", "--no-draw"};
            List<String> usual = rows("sample", model, two);
            String[] condition =
                    model.equals("conditional")
                            ? new String[] {"--condition", "shape=square"}
                            : new String[0];
            String[] cold =
                    Stream.of(two, condition, new String[] {"--temperature", "0"})
                            .flatMap(Stream::of)
                            .toArray(String[]::new);
            List<String> equal = rows("sample", model, cold);
            assertThat(values(equal.get(0))).as(model).isEqualTo(values(equal.get(1)));
            assertThat(usual).as(model).isNotEqualTo(equal);
        }
        for (String model : List.of("sphere", "categories", "product", "codes", "labelled")) {
            refused("has no scale about a centre", "sample", run(model), "--temperature", "0.7");
        }
        refused("must be finite and not negative", "sample", run("plain"), "--temperature=-1");
    }

    @Test
    void whatIsKeptOfAHierarchyIsDecodedAlone() throws IOException {
        List<String> all = rows("reconstruct", "hierarchy");
        assertThat(rows("reconstruct", "hierarchy", "--keep", "2")).isEqualTo(all);
        assertThat(rows("reconstruct", "hierarchy", "--keep", "1"))
                .hasSameSizeAs(all)
                .isNotEqualTo(all);
        refused("from 1 to 2, is 3", "reconstruct", run("hierarchy"), "--keep", "3");
        refused("from 1 to 1, is 2", "reconstruct", run("sphere"), "--keep", "2");
        refused("--keep must be at least 1", "reconstruct", run("plain"), "--keep", "0");
    }

    @Test
    void whatCannotBeDoneIsRefused() throws IOException {
        String plain = run("plain");
        refused("depend on one another", "impute", run("pixels"), "--observed", "upper");
        refused("did you mean 'z0'", "traverse", plain, "--units", "z3");
        refused("--steps must be at least 2, is 1", "traverse", plain, "--steps", "1");
        refused("there are 10 pairs of 20", "interpolate", plain, "--pairs", "11");
        refused("rows 0 to 15", "impute", plain, "--observed", "{rows: [0, 16]}");
        refused("no key 'row'", "impute", plain, "--observed", "{row: [0, 3]}");
        refused("is no part of a datum", "impute", plain, "--observed", "half");
        refused("all of the 256 values", "impute", plain, "--observed", "{rows: [0, 15]}");
        refused("no such file", "impute", plain, "--observed", "absent.csv");
        refused("--first must be at least 1", "impute", plain, "--observed", "left", "--first=0");
        Path mask = Files.writeString(temporary.resolve("mask.csv"), "1,0,2\n");
        refused("3 values, and x has 256", "impute", plain, "--observed", mask.toString());
    }

    private void refused(String reason, String... arguments) throws IOException {
        Path file = temporary.resolve("refused.png");
        String[] all =
                Stream.concat(Stream.of(arguments), Stream.of("--out", file.toString()))
                        .toArray(String[]::new);
        assertThat(terminal.vaelab(all)).as("%s", List.of(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).startsWith("error: ").contains(reason);
        assertThat(file).doesNotExist();
    }
}

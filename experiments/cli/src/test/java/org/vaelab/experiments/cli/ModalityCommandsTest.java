// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.ModalitySamples;
import org.vaelab.framework.record.RunFolder;

/** Commands on models of pictures, their captions, rows of a table, and the label of the table. */
@Tag("slow")
final class ModalityCommandsTest {

    private static final String CONFIG =
            """
            seeds: [1]
            runtime: {backend: nd4j, threads: 1}
            network: {hidden: [32]}
            training: {steps: 250, batch: 30, optimizer: {type: adam, learningRate: 5e-3}}
            evaluation: {importanceSamples: 2}
            report: {formats: [markdown]}
            data:
              source: joined
              pair: name
              parts:
                picture: {source: images, path: pictures}
                caption: {source: text, path: captions.csv, text: caption, key: file, examples: line, tokens: word}
                row: {source: table, path: rows.csv, key: file, label: shape}
              labels: {kind: {of: row}}
              binarizeParts: {picture: threshold}
            models:
              experts: {variant: gaussian, latent: 3, inference: moe}
              joint: {variant: gaussian, latent: 3, training: {steps: 2}}
              product: {variant: gaussian, latent: 3, inference: poe, training: {steps: 2}}
              singles:
                {variant: gaussian, latent: 3, inference: poe, estimator: modalities, training: {steps: 2}}
              untold:
                variant: gaussian
                latent: 3
                inference: moe
                data: {parts: {caption: null}}
            """;

    private static final List<String> SHAPES = List.of("bar", "square");
    private static final int SIDE = 4;

    @TempDir private static Path temporary;
    private static Trained trained;

    private final Terminal terminal = new Terminal();

    private static void picture(Path file, String shape, int shift) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            boolean isIn =
                    shape.equals("bar") ? i % SIDE == shift : i % SIDE < 3 && i / SIDE < 2 + shift;
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, isIn ? 255 : 0);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private static String caption(String shape, int shift) {
        return (shift == 0 ? "one " : "a ") + shape;
    }

    private static void pairs(Path folder, String pictures, int first, int last)
            throws IOException {
        Files.createDirectories(folder);
        List<String> captions = new ArrayList<>(List.of("file,caption"));
        List<String> rows = new ArrayList<>(List.of("file,size,side,place,shape"));
        for (int i = first; i < last; i++) {
            String shape = SHAPES.get(i % 2);
            int shift = i / 2 % 3;
            String name = String.format(Locale.ROOT, "%03d", i);
            picture(folder.resolve(pictures + "/" + name + ".png"), shape, shift);
            captions.add(name + "," + caption(shape, shift));
            rows.add(
                    "%s,%s.5,%s,%s,%s"
                            .formatted(
                                    name,
                                    i % 2 * 5 + i % 3,
                                    shape.equals("bar") ? "left" : "right",
                                    i == 7 ? "b" : i % 4 < 2 ? "a" : "c",
                                    shape));
        }
        Files.write(folder.resolve("captions.csv"), captions);
        Files.write(folder.resolve("rows.csv"), rows);
    }

    @BeforeAll
    static void train() throws IOException {
        pairs(temporary, "pictures", 0, 150);
        pairs(temporary.resolve("new"), "picture", 200, 206);
        Files.move(temporary.resolve("new/captions.csv"), temporary.resolve("new/caption.csv"));
        Files.move(temporary.resolve("new/rows.csv"), temporary.resolve("new/row.csv"));
        picture(temporary.resolve("alone/picture.png"), "bar", 1);
        trained = Trained.of(CONFIG, temporary);
    }

    private Path written(String model, String command, String out, String... options)
            throws IOException {
        Path folder = temporary.resolve(out);
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--out", folder.toString()));
        assertThat(trained.vaelab(terminal, command, model, all.toArray(String[]::new)))
                .as("%s", terminal)
                .isZero();
        return folder;
    }

    private static List<List<String>> cells(Path file, String separator) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> List.of(line.split(separator, -1)))
                .toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void requireSheet(Path file, int columns, int rows) throws IOException {
        BufferedImage sheet = ImageIO.read(file.toFile());
        assertThat(List.of(sheet.getWidth(), sheet.getHeight()))
                .isEqualTo(List.of(columns * (SIDE + 1) - 1, rows * (SIDE + 1) - 1));
    }

    @Test
    void samplesHaveAFileForEachModality() throws IOException {
        Path usual = written("experts", "sample", "usual", "--count", "12");
        assertThat(names(usual))
                .containsExactly("caption.txt", "kind.csv", "picture.png", "row.csv");
        requireSheet(usual.resolve("picture.png"), 10, 2);
        List<List<String>> rows = cells(usual.resolve("row.csv"), ",");
        assertThat(rows.get(0)).containsExactly("index", "size", "side", "place");
        assertThat(rows).hasSize(13);
        assertThat(rows.subList(1, 13)).allMatch(row -> row.get(2).matches("left|right"));
        // Samples of texts are inputs, line by line.
        assertThat(cells(usual.resolve("caption.txt"), "\t"))
                .hasSize(12)
                .allMatch(line -> line.size() == 1);
        Path again =
                written(
                        "experts",
                        "sample",
                        "of-samples",
                        "--given",
                        "caption=" + usual.resolve("caption.txt"),
                        "--count",
                        "1");
        assertThat(column(again.resolve("caption.txt"), "\t", 2, 0))
                .isEqualTo(Files.readAllLines(usual.resolve("caption.txt")));
        // Images are predicted, and the others are drawn with keys of their own.
        Path drawn = written("experts", "sample", "all-drawn", "--count", "12", "--draw");
        Path means = written("experts", "sample", "means", "--count", "12", "--no-draw");
        for (String file : List.of("caption.txt", "kind.csv", "row.csv")) {
            assertThat(usual.resolve(file)).hasSameBinaryContentAs(drawn.resolve(file));
        }
        assertThat(usual.resolve("picture.png"))
                .hasSameBinaryContentAs(means.resolve("picture.png"));
        assertThat(Files.readAllBytes(usual.resolve("picture.png")))
                .isNotEqualTo(Files.readAllBytes(drawn.resolve("picture.png")));
        assertThat(Files.readString(usual.resolve("row.csv")))
                .isNotEqualTo(Files.readString(means.resolve("row.csv")));
    }

    @ParameterizedTest
    @CsvSource({
        "caption, a square, right",
        "kind, bar, left",
        "row, 'size=1.5,side=left,place=a', left"
    })
    void theOthersAreDrawnFromWhatIsGiven(String name, String value, String side)
            throws IOException {
        Path out =
                written(
                        "experts",
                        "sample",
                        "given-" + name,
                        "--given",
                        name + "=" + value,
                        "--count",
                        "40");
        requireSheet(out.resolve("picture.png"), 40, 1);
        List<List<String>> rows = cells(out.resolve("row.csv"), ",");
        assertThat(rows.get(0).subList(1, 4)).containsExactly("draw", "size", "side");
        assertThat(rows).hasSize(41);
        assertThat(rows.get(40).get(1)).isEqualTo("39");
        // By chance it would be 20 of 40, and 32 or more once in 10 000 cases.
        assertThat(rows.stream().filter(row -> row.get(3).equals(side)).count())
                .isGreaterThanOrEqualTo(32);
        List<String> given =
                switch (name) {
                    case "caption" -> column(out.resolve("caption.txt"), "\t", 2, 0);
                    case "kind" -> column(out.resolve("kind.csv"), ",", 2, 1);
                    default -> column(out.resolve("row.csv"), ",", 2, 1);
                };
        assertThat(given).hasSize(40).containsOnly(name.equals("row") ? "1.5" : value);
        if (!name.equals("caption")) {
            assertThat(column(out.resolve("caption.txt"), "\t", 2, 0).stream().distinct())
                    .hasSizeGreaterThan(1);
        }
    }

    /** Draws of an input move with it. */
    @Test
    void drawsDependOnTheirInputAlone() throws IOException {
        List<List<List<String>>> rows = new ArrayList<>();
        for (String captions : List.of("a bar\none square\n", "one square\na square\na bar\n")) {
            Path file = Files.writeString(temporary.resolve("moved.txt"), captions);
            Path out = written("experts", "sample", "moved", "--given", "caption=" + file);
            rows.add(
                    cells(out.resolve("row.csv"), ",").stream().map(r -> r.subList(1, 5)).toList());
        }
        assertThat(rows.get(0).subList(1, 9)).isEqualTo(rows.get(1).subList(17, 25));
        assertThat(rows.get(0).subList(9, 17)).isEqualTo(rows.get(1).subList(1, 9));
    }

    private static List<String> column(Path file, String separator, int place, int from)
            throws IOException {
        List<List<String>> rows = cells(file, separator);
        return rows.subList(from, rows.size()).stream().map(row -> row.get(place)).toList();
    }

    @Test
    void aFileOfInputsGoesWithALiteral() throws IOException {
        Path texts = Files.writeString(temporary.resolve("texts.txt"), "a bar\none square\n");
        Path out =
                written(
                        "experts",
                        "sample",
                        "of-file",
                        "--given",
                        "caption=" + texts,
                        "--given",
                        "row=side=left,size=2,place=c",
                        "--count",
                        "3",
                        "--decoding",
                        "greedy");
        requireSheet(out.resolve("picture.png"), 3, 2);
        assertThat(cells(out.resolve("caption.txt"), "\t"))
                .containsExactly(
                        List.of("1", "0", "a bar"),
                        List.of("1", "1", "a bar"),
                        List.of("1", "2", "a bar"),
                        List.of("2", "0", "one square"),
                        List.of("2", "1", "one square"),
                        List.of("2", "2", "one square"));
        assertThat(column(out.resolve("row.csv"), ",", 3, 1)).containsOnly("left").hasSize(6);
        assertThat(terminal.err()).doesNotContain("vocabulary");
        Path again = written("experts", "sample", "again", "--given", "picture=" + picture("new"));
        requireSheet(again.resolve("picture.png"), 8, 6);
        assertThat(column(again.resolve("row.csv"), ",", 0, 1).subList(7, 9))
                .containsExactly("200", "201");
    }

    private static Path picture(String folder) {
        return temporary.resolve(folder + "/picture");
    }

    /** The files of test examples are read as the test data were. */
    @Test
    void newPairsAreReadFromAFolder() throws IOException {
        assertThat(trained.vaelab(terminal, "encode", "experts")).isZero();
        List<String> known = terminal.out().lines().toList();
        Path copy = temporary.resolve("copy");
        Files.createDirectories(copy.resolve("picture"));
        for (String line : known.subList(1, known.size())) {
            String name = line.substring(0, 3) + ".png";
            Files.copy(
                    temporary.resolve("pictures/" + name), copy.resolve("picture").resolve(name));
        }
        for (String name : List.of("caption", "row")) {
            List<String> lines = Files.readAllLines(temporary.resolve(name + "s.csv"));
            lines.removeIf(
                    line ->
                            !line.startsWith("file")
                                    && known.stream()
                                            .noneMatch(of -> of.startsWith(line.substring(0, 3))));
            Files.write(copy.resolve(name + ".csv"), lines);
        }
        List<String> kinds = new ArrayList<>(List.of("kind"));
        known.subList(1, known.size())
                .forEach(line -> kinds.add(SHAPES.get(Integer.parseInt(line.substring(0, 3)) % 2)));
        assertThat(trained.vaelab(terminal, "encode", "experts", copy.toString()))
                .as("%s", terminal)
                .isZero();
        List<String> withoutKind = terminal.out().lines().toList();
        assertThat(withoutKind).hasSameSizeAs(known).isNotEqualTo(known);
        Files.write(copy.resolve("kind.csv"), kinds);
        assertThat(trained.vaelab(terminal, "encode", "experts", copy.toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out().lines().skip(1).map(line -> line.replace(".png", "")))
                .isEqualTo(known.subList(1, known.size()));
        assertThat(terminal.err()).contains("Paired by row: kind has no names.");
        Path out = written("experts", "reconstruct", "of-new", temporary.resolve("new").toString());
        requireSheet(out.resolve("picture.png"), 6, 2);
        assertThat(cells(out.resolve("caption.txt"), "\t").get(1))
                .startsWith("201", "square", "a square");
        assertThat(trained.vaelab(terminal, "score", "experts", temporary + "/alone"))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out().lines()).hasSize(2);
    }

    @Test
    void aLossOfSingleModalitiesShowsMissingOnes() throws IOException {
        Path out = written("singles", "sample", "of-singles", "--given", "kind=bar");
        assertThat(column(out.resolve("kind.csv"), ",", 2, 1)).hasSize(8).containsOnly("bar");
    }

    @Test
    void missingModalitiesAreFilled() throws IOException {
        Path out = written("untold", "impute", "filled", temporary.resolve("alone").toString());
        assertThat(names(out)).containsExactly("kind.csv", "picture.png", "row.csv");
        requireSheet(out.resolve("picture.png"), 1, 1);
        assertThat(cells(out.resolve("kind.csv"), ",").get(1).get(1)).isEqualTo("bar");
        assertThat(cells(out.resolve("row.csv"), ",").get(1).get(2)).isEqualTo("left");
        // The most frequent category, and not the mean of the places of a and c.
        assertThat(cells(out.resolve("row.csv"), ",").get(1).get(3)).isIn("a", "c");
        Path seen = written("untold", "impute", "seen", "--observed", "picture", "--first", "3");
        requireSheet(seen.resolve("picture.png"), 3, 4);
        List<List<String>> rows = cells(seen.resolve("row.csv"), ",");
        assertThat(rows.get(0)).containsExactly("index", "kind", "size", "side", "place");
        assertThat(rows.get(2)).containsExactly("0", "observed", "", "", "");
        Path untouched =
                written(
                        "untold",
                        "impute",
                        "untouched",
                        temporary.resolve("alone").toString(),
                        "--draws",
                        "5");
        requireSheet(untouched.resolve("picture.png"), 5, 1);
        assertThat(column(untouched.resolve("row.csv"), ",", 1, 1))
                .containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void modelDrawsFromJava() throws IOException {
        try (Model model = Model.open(new RunFolder(trained.run("experts")))) {
            double[][] draws =
                    model.sample(
                                    RandomKey.of(1),
                                    model.given(List.of("kind=square")).examples(),
                                    30)
                            .rows();
            assertThat(draws).hasNumberOfRows(30);
            int kind = draws[0].length - 1;
            assertThat(Arrays.stream(draws)).allMatch(row -> row[kind] == 1);
            // The side of a square is right, the second category.
            assertThat(Arrays.stream(draws).filter(row -> row[kind - 2] == 1).count())
                    .isGreaterThan(24);
            assertThatThrownBy(
                            () ->
                                    model.sample(
                                                    RandomKey.of(1),
                                                    model.given(List.of("kind=ball")).examples(),
                                                    1)
                                            .rows())
                    .hasMessageContaining("given kind=ball, column \"kind\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "experts, --given kin=bar, did you mean 'kind'? Allowed here: picture; caption; row; kind",
        "experts, --given bar, expected NAME=VALUE of a modality",
        "experts, --given kind=ball, 'categorical; of: bar; square'",
        "experts, --given row=size=1, 'column \"side\"'",
        "experts, --given row=width=1, 'allowed here: size; side'",
        "experts, --given picture=cat, 'no such file\n    expected a file or a folder\n'",
        "experts, --given caption=none.txt, 'expected a file or a folder; or a text'",
        "experts, --given kind=bar --given kind=bar, 'kind' is given twice",
        "experts, --given kind=bar --condition bar, --condition is for draws of the prior",
        "experts, --condition kind=bar, 'kind' is a modality, which is given and no condition",
        "product, --given kind=bar, 'singles: true'",
        "joint, --given kind=bar, a modality is missing; and the model was trained with all of them",
        "experts, --out some.png, name a folder; such as --out samples",
        "experts, --out -, name a folder; such as --out samples",
    })
    void whatIsWrongIsSaid(String model, String options, String message) throws IOException {
        assertThat(trained.vaelab(terminal, "sample", model, options.split(" ")))
                .as("%s", terminal)
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(message.replace(';', ','));
        assertThat(Path.of("samples")).doesNotExist();
    }

    /** Models that never saw a modality alone have draws of the prior, and a reason. */
    @Test
    void theReportShowsWhatIsDrawnOfAModalityGivenAnother() throws IOException {
        RunFolder run = new RunFolder(trained.run("experts"));
        ModalitySamples drawn = run.modalities().find().orElseThrow();
        assertThat(drawn.modalities())
                .extracting(of -> of.name() + "." + of.ending())
                .containsExactly("picture.png", "caption.txt", "row.csv", "kind.csv");
        for (ModalitySamples.Written given : drawn.modalities()) {
            for (ModalitySamples.Written form : drawn.modalities()) {
                assertThat(form.in(run.drawnGiven(given.name()))).isNotEmptyFile();
                assertThat(form.in(run.priorModalities())).isNotEmptyFile();
            }
        }
        ModalitySamples.Written caption = drawn.modalities().get(1);
        List<String> given = ModalitySamples.texts(caption, run.drawnGiven("caption"), true);
        assertThat(given).hasSize(drawn.inputs() * drawn.draws());
        for (int i = 0; i < given.size(); i += drawn.draws()) {
            assertThat(given.subList(i, i + drawn.draws()).stream().distinct())
                    .as("what is given is not drawn")
                    .hasSize(1);
        }
        ModalitySamples.Written row = drawn.modalities().get(2);
        assertThat(ModalitySamples.texts(row, run.drawnGiven("kind"), true))
                .allMatch(text -> text.matches("size=\\S+, side=(left|right), place=[abc]"));
        RunFolder joint = new RunFolder(trained.run("joint"));
        assertThat(joint.modalities().find().orElseThrow().inputs()).isZero();
        assertThat(joint.readFigures().leftOut()).containsKey("samples/given");
        // Models on other data have figures of their own.
        for (String name :
                List.of(
                        "drawn-picture-given-caption",
                        "drawn-row-given-kind",
                        "prior-modalities")) {
            assertThat(trained.folder().resolve("report/figures"))
                    .isDirectoryContaining("glob:**/" + name + "*.png");
        }
        String mean =
                "A picture is the mean of p(x given z), where that is known; all else is drawn.";
        assertThat(Files.readAllLines(trained.folder().resolve("report/report.md")))
                .anyMatch(line -> line.contains("The picture that") && line.contains(mean))
                .anyMatch(line -> line.contains("All modalities") && line.contains(mean))
                .noneMatch(line -> line.contains("The row that") && line.contains(mean));
    }
}

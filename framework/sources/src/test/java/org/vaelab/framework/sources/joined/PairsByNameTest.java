// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.sources.image.ImageSource;
import org.vaelab.framework.sources.text.TextSource;
import org.vaelab.framework.sources.text.TextUnit;
import org.vaelab.framework.sources.text.TokenKind;
import org.vaelab.framework.tables.OneOrMore;
import org.vaelab.framework.tables.TableSource;

/**
 * Pictures 00.png, 01.png, ..., and a table with their captions: picture i has the grey level i,
 * its caption says i.
 */
final class PairsByNameTest {

    private static final int PAIRS = 40;

    @TempDir Path folder;

    private Path pictures;
    private Path captions;

    @BeforeEach
    void write() throws IOException {
        pictures = Files.createDirectory(folder.resolve("pictures"));
        List<String> lines = new ArrayList<>(List.of("file,caption,size"));
        for (int i = 0; i < PAIRS; i++) {
            picture(name(i), i);
            // Another order than that of the pictures.
            lines.add(1, name(i) + ".png,word" + i + " of a picture," + i);
        }
        captions = Files.write(folder.resolve("captions.csv"), lines);
    }

    private static String name(int i) {
        return String.format(Locale.ROOT, "%02d", i);
    }

    private void picture(String name, int level) throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, 2, 2, IntStream.generate(() -> level).limit(4).toArray());
        ImageIO.write(image, "png", pictures.resolve(name + ".png").toFile());
    }

    private static TextSource texts(Path path, @Nullable Path test, @Nullable String key) {
        return new TextSource(
                path,
                test,
                null,
                TextUnit.LINE,
                TokenKind.WORD,
                null,
                null,
                null,
                1000,
                null,
                null,
                "caption",
                null,
                null,
                key,
                null,
                0,
                null);
    }

    private TableSource table() {
        return new TableSource(
                captions,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new OneOrMore(List.of("caption")),
                "file",
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private Dataset load(DataSource other) {
        return load(ImageSource.of(pictures), other, null);
    }

    private static Dataset load(DataSource picture, DataSource other, @Nullable Double fraction) {
        return load(picture, other, fraction, Map.of());
    }

    private static Dataset load(
            DataSource picture,
            DataSource other,
            @Nullable Double fraction,
            Map<String, Double> missing) {
        Map<String, DataSource> sources = new LinkedHashMap<>();
        sources.put("picture", picture);
        sources.put("caption", other);
        Map<String, JsonNode> written = new LinkedHashMap<>();
        sources.keySet().forEach(name -> written.put(name, NullNode.getInstance()));
        JoinedSource settings =
                new JoinedSource(
                        written,
                        JoinedSource.Pairing.NAME,
                        fraction,
                        Map.of(),
                        Map.of(),
                        missing,
                        0);
        return settings.of(written, sources).load(DataSource.Progress.SILENT);
    }

    @Test
    void picturesHaveTheirCaptions() {
        Dataset data = load(texts(captions, null, "file"));
        Vocabulary words =
                data.facts().form().modalities().get(1).form().vocabulary().orElseThrow();
        int known = 0;
        for (Examples part : List.of(data.train(), data.test())) {
            double[] row = new double[part.width()];
            for (int i = 0; i < part.size(); i++) {
                part.read(i, row, 0);
                String name = part.origin().of().apply(i);
                assertThat(Math.round(row[0] * 255)).isEqualTo(Integer.parseInt(name));
                String word = words.tokens().get((int) row[4]);
                boolean isKnown = row[4] != Vocabulary.UNKNOWN;
                known += isKnown ? 1 : 0;
                assertThat(isKnown ? word : "word" + Integer.parseInt(name))
                        .isEqualTo("word" + Integer.parseInt(name));
            }
        }
        // The vocabulary is that of training captions: a word of a test caption alone is not in it.
        assertThat(known).isEqualTo(data.train().size());
        assertThat(data.train().size() + data.test().size()).isEqualTo(PAIRS);
        assertThat(data.test().size()).isBetween(1, PAIRS / 2);
        assertThat(data.facts().remarks())
                .contains(
                        "%1$s of %1$s training examples have all modalities."
                                .formatted(data.train().size()));
        assertThat(data.facts().form().modalities())
                .extracting(Modality::likelihood)
                .containsExactly("discretized-logistic", "tokens");
    }

    @Test
    void rowsOfATableAreNamedByTheirKey() {
        Dataset data = load(table());
        assertThat(data.train().size() + data.test().size()).isEqualTo(PAIRS);
        double[] row = new double[data.train().width()];
        data.train().read(0, row, 0);
        assertThat(Math.round(row[0] * 255)).isEqualTo((long) row[4]);
        assertThat(row).hasSize(5);
    }

    @Test
    void aPartWithoutAPartnerIsCounted() throws IOException {
        picture("alone", 200);
        Dataset data = load(ImageSource.of(pictures), texts(captions, null, "file"), 0.4);
        assertThat(data.train().size() + data.test().size()).isEqualTo(PAIRS + 1);
        assertThat(data.facts().remarks()).anyMatch(text -> text.contains("; 1 without caption."));
        assertThat(data.facts().hasMissing()).isTrue();
    }

    @Test
    void whatIsRemovedIsCounted() {
        Dataset data =
                load(
                        ImageSource.of(pictures),
                        texts(captions, null, "file"),
                        0.2,
                        Map.of("caption", 0.5));
        double[] row = new double[data.train().width()];
        long whole =
                IntStream.range(0, data.train().size())
                        .filter(
                                i -> {
                                    data.train().read(i, row, 0);
                                    return !Double.isNaN(row[4]);
                                })
                        .count();
        int size = data.train().size();
        assertThat(whole).isBetween(1L, size - 1L);
        assertThat(data.facts().remarks())
                .contains(
                        "%s of %s training examples have all modalities; %s without caption."
                                .formatted(whole, size, size - whole));
    }

    /** Which examples are for the test depends on their own names alone. */
    @Test
    void aFurtherPairMovesNoOther() throws IOException {
        List<String> before = names(load(texts(captions, null, "file")).test());
        picture("new", 201);
        List<String> after = names(load(texts(captions, null, "file")).test());
        after.remove("new");
        assertThat(after).isEqualTo(before);
    }

    private static List<String> names(Examples examples) {
        return new ArrayList<>(
                IntStream.range(0, examples.size())
                        .mapToObj(examples.origin().of())
                        .sorted()
                        .toList());
    }

    @Test
    void linesAreNoNames() {
        assertThatThrownBy(() -> load(texts(captions, null, null)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "pair: name: the examples of part 'caption' have no names, only the number of"
                                + " their line\nset key of the part")
                .extracting(e -> ((DataException) e).key())
                .isEqualTo("data.parts.caption");
    }

    @Test
    void noPairIsAnError() throws IOException {
        List<String> lines = new ArrayList<>(List.of("file,caption"));
        IntStream.range(0, PAIRS).forEach(i -> lines.add("other%s.png,a caption".formatted(i)));
        Path others = Files.write(folder.resolve("others.csv"), lines);
        assertThatThrownBy(() -> load(texts(others, null, "file")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "no two parts have a training example of one name; the first are")
                .hasMessageContaining("caption 'other")
                .extracting(e -> ((DataException) e).key())
                .isEqualTo("data.pair");
    }

    @Test
    void twoExamplesOfOneNameAreAnError() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(captions));
        lines.add("07.jpg,a second caption,7");
        Files.write(captions, lines);
        assertThatThrownBy(() -> load(texts(captions, null, "file")))
                .hasMessageContaining(
                        "part 'caption' has two examples named '07', %1$s, line 34 and %1$s, line 42\n",
                        captions)
                .extracting(e -> ((DataException) e).key())
                .isEqualTo("data.parts.caption.key");
        assertThatThrownBy(() -> load(table()))
                .hasMessageContaining("'07', %1$s, line 34 and %1$s, line 42\n", captions);
    }

    @Test
    void aFractionNeedsPartsWithoutTestsOfTheirOwn() {
        assertThatThrownBy(
                        () ->
                                load(
                                        ImageSource.of(pictures),
                                        texts(captions, captions, "file"),
                                        0.2))
                .hasMessageContaining("testFraction is set, and part 'caption' has test examples");
        assertThatThrownBy(() -> load(ImageSource.of(pictures), table(), 1.5))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("expected more than 0 and less than 1, is 1.5");
    }
}

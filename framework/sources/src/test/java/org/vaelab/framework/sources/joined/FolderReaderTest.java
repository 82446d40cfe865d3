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
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.StoredSummary;
import org.vaelab.framework.sources.OscillatorSource;
import org.vaelab.framework.sources.image.ImageSource;
import org.vaelab.framework.tables.TableSource;

/** New pairs of pictures of one pixel, as zeros and ones, and rows of a table. */
final class FolderReaderTest {

    @TempDir Path folder;

    private DataSource source;
    private StoredSummary trained;

    @BeforeEach
    void train() throws IOException {
        for (int i = 0; i < 8; i++) {
            picture("pictures/%s.png".formatted(i), 30 * i);
        }
        List<String> rows = new ArrayList<>(List.of("x,y"));
        for (int i = 0; i < 8; i++) {
            rows.add("%s.5,%s.25".formatted(i, -i));
        }
        Map<String, DataSource> sources = new LinkedHashMap<>();
        sources.put("picture", ImageSource.of(folder.resolve("pictures")));
        sources.put("row", TableSource.of(Files.write(folder.resolve("rows.csv"), rows)));
        Map<String, JsonNode> written = new LinkedHashMap<>();
        sources.keySet().forEach(name -> written.put(name, NullNode.getInstance()));
        source =
                new JoinedSource(
                                written,
                                JoinedSource.Pairing.ROW,
                                null,
                                Map.of(),
                                Map.of("picture", new Binarization.Threshold(0.5)),
                                Map.of(),
                                0)
                        .of(written, sources);
        Dataset data = source.load(DataSource.Progress.SILENT);
        trained = StoredSummary.of(Preparation.NONE.apply(data, 0));
    }

    private void picture(String name, int level) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, level);
        ImageIO.write(image, "png", file.toFile());
    }

    private ExampleReader.Found read(StoredSummary summary) {
        return source.reader().orElseThrow().read(folder.resolve("new"), summary);
    }

    private static double[] row(Examples examples, int i) {
        double[] row = new double[examples.width()];
        examples.read(i, row, 0);
        return row;
    }

    @Test
    void partsAreReadAndPaired() throws IOException {
        picture("new/picture/b.png", 200);
        picture("new/picture/a.png", 20);
        Files.writeString(folder.resolve("new/row.csv"), "y,z,x\n1,9,2\n3,9,4\n");
        Files.writeString(folder.resolve("new/notes.md"), "others are left out");
        Examples found = read(trained).examples();
        assertThat(found.size()).isEqualTo(2);
        // The columns are those of training, and pictures have the order of their names.
        assertThat(row(found, 0)).containsExactly(0, 2, 1);
        assertThat(row(found, 1)).containsExactly(1, 4, 3);
        assertThat(found.origin().of().apply(1)).isEqualTo("b.png");
        Files.writeString(folder.resolve("new/row.csv"), "x,y\n1,2\n");
        assertThatThrownBy(() -> read(trained))
                .hasMessageContaining("part 'picture' has 2 new examples, and part 'row' has 1");
    }

    @Test
    void anAbsentModalityIsMissing() throws IOException {
        picture("new/picture.png", 200);
        assertThatThrownBy(() -> read(trained))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("a modality is missing, and the model was trained");
        assertThat(row(read(trained.asLoaded(false, true)).examples(), 0))
                .containsExactly(1, Double.NaN, Double.NaN);
    }

    /** A cell may be missing for imputation; where modalities may be missing, a cell may not. */
    @Test
    void cellsMayBeMissingWhereTheyAreFilled() throws IOException {
        Files.createDirectories(folder.resolve("new"));
        Files.writeString(folder.resolve("new/row.csv"), "x,y\n1,\n");
        assertThat(row(read(trained.asLoaded(true, false)).examples(), 0))
                .containsExactly(Double.NaN, 1, Double.NaN);
        assertThatThrownBy(() -> read(trained.asLoaded(false, true)))
                .hasMessageContaining("column \"y\"");
    }

    @Test
    void aSeriesKeepsTheNamesOfItsNumbers() {
        DataSource series = new OscillatorSource(4, 2, 1, 0.3, 0, null, 0, 6, 2, 0);
        Map<String, JsonNode> written = new LinkedHashMap<>();
        List.of("first", "second").forEach(name -> written.put(name, NullNode.getInstance()));
        Dataset data =
                new JoinedSource(
                                written,
                                JoinedSource.Pairing.ROW,
                                null,
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                0)
                        .of(written, Map.of("first", series, "second", source()))
                        .load(DataSource.Progress.SILENT);
        List<String> names = series.load(DataSource.Progress.SILENT).facts().form().variables();
        assertThat(names).hasSize(2);
        assertThat(data.facts().form().modalities())
                .extracting(of -> of.form().variables())
                .contains(names);
    }

    private DataSource source() {
        return TableSource.of(folder.resolve("rows.csv"));
    }

    @Test
    void whatIsNoModalityIsAnError() throws IOException {
        picture("new/photo.png", 200);
        assertThatThrownBy(() -> read(trained))
                .hasMessageContaining("no file or folder called like a modality: [picture, row]");
        picture("new/picture.png", 200);
        picture("new/picture/a.png", 200);
        assertThatThrownBy(() -> read(trained)).hasMessageContaining("'picture' is there twice");
    }
}

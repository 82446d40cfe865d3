// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.Residence;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.StrictMapper;

final class CellsSourceTest {

    private static final String[] CELLS = {"c0", "c1", "c2", "c3", "c4", "c5"};
    private static final String[] GENES = {"A", "B", "C", "D"};

    /** D is 0 in all cells. */
    static final float[][] COUNTS = {
        {1, 0, 2, 0}, {0, 0, 0, 0}, {3, 1, 0, 0}, {0, 5, 7, 0}, {1, 0, 0, 0}, {2, 9, 0, 0}
    };

    @TempDir Path folder;

    private static CellsSource source(Path path, Map<String, Object> settings) {
        Map<String, Object> all = new java.util.HashMap<>(settings);
        all.put("path", path.toString());
        return StrictMapper.of(CellsSource.class, all);
    }

    private static Dataset load(Path path, Map<String, Object> settings) {
        return source(path, settings).load(Progress.SILENT, ValuePrecision.SINGLE);
    }

    private static double[][] rows(Dataset data) {
        List<double[]> rows = new ArrayList<>();
        for (Examples part : List.of(data.train(), data.test())) {
            for (int i = 0; i < part.size(); i++) {
                double[] row = new double[part.width()];
                part.read(i, row, 0);
                rows.add(row);
            }
        }
        return rows.toArray(double[][]::new);
    }

    private static void index(WritableGroup frame, String[] names) {
        frame.putAttribute("_index", "_index");
        frame.putDataset("_index", names);
    }

    /** Writes CSR or CSC as anndata does. */
    private static void compressed(WritableGroup in, float[][] x, boolean byRow) {
        int lines = byRow ? x.length : x[0].length;
        int length = byRow ? x[0].length : x.length;
        List<Float> data = new ArrayList<>();
        List<Integer> indices = new ArrayList<>();
        int[] starts = new int[lines + 1];
        for (int i = 0; i < lines; i++) {
            for (int j = 0; j < length; j++) {
                float value = byRow ? x[i][j] : x[j][i];
                if (value != 0) {
                    data.add(value);
                    indices.add(j);
                }
            }
            starts[i + 1] = data.size();
        }
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.get(i);
        }
        in.putAttribute("encoding-type", byRow ? "csr_matrix" : "csc_matrix");
        in.putDataset("data", values);
        in.putDataset("indices", indices.stream().mapToInt(Integer::intValue).toArray());
        in.putDataset("indptr", starts);
    }

    private Path annData(String kind) {
        return annData(folder, kind);
    }

    /** Writes an AnnData file: csr, csc or dense. */
    static Path annData(Path folder, String kind) {
        return annData(folder, kind, COUNTS);
    }

    /** Writes an AnnData file of other counts. */
    static Path annData(Path folder, String kind, float[][] counts) {
        Path path = folder.resolve(kind + ".h5ad");
        try (WritableHdfFile file = HdfFile.write(path)) {
            WritableGroup obs = file.putGroup("obs");
            index(obs, CELLS);
            WritableGroup type = obs.putGroup("cell_type");
            type.putDataset("codes", new byte[] {0, 1, 1, -1, 0, 1});
            type.putDataset("categories", new String[] {"T", "B"});
            obs.putDataset("batch", new long[] {1, 1, 2, 2, 10, 10});
            index(file.putGroup("var"), GENES);
            if (kind.equals("dense")) {
                file.putDataset("X", counts);
            } else {
                compressed(file.putGroup("X"), counts, kind.equals("csr"));
            }
            file.putGroup("layers")
                    .putDataset(
                            "logs",
                            new float[][] {
                                {0.5f, 0, 0, 0},
                                {0, 0, 0, 0},
                                {0, 0, 0, 0},
                                {0, 0, 0, 0},
                                {0, 0, 0, 0},
                                {0, 0, 0, -1}
                            });
        }
        return path;
    }

    private Path tenX() {
        Path path = folder.resolve("filtered.h5");
        try (WritableHdfFile file = HdfFile.write(path)) {
            WritableGroup matrix = file.putGroup("matrix");
            compressed(matrix, COUNTS, true);
            matrix.putDataset("barcodes", CELLS);
            matrix.putGroup("features").putDataset("name", GENES);
        }
        return path;
    }

    private Path loom() {
        Path path = folder.resolve("cells.loom");
        float[][] transposed = new float[GENES.length][CELLS.length];
        for (int i = 0; i < CELLS.length; i++) {
            for (int j = 0; j < GENES.length; j++) {
                transposed[j][i] = COUNTS[i][j];
            }
        }
        try (WritableHdfFile file = HdfFile.write(path)) {
            file.putDataset("matrix", transposed);
            file.putGroup("col_attrs").putDataset("CellID", CELLS);
            file.putGroup("row_attrs").putDataset("Gene", GENES);
        }
        return path;
    }

    private static void write(Path file, String text) throws IOException {
        try (OutputStream out =
                file.toString().endsWith(".gz")
                        ? new GZIPOutputStream(Files.newOutputStream(file))
                        : Files.newOutputStream(file)) {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** In the order of genes, as SciPy writes it, not of cells. */
    private Path market(String ending) throws IOException {
        Path in = Files.createDirectories(folder.resolve("mtx" + ending));
        StringBuilder lines = new StringBuilder();
        int count = 0;
        for (int j = 0; j < GENES.length; j++) {
            for (int i = 0; i < CELLS.length; i++) {
                if (COUNTS[i][j] != 0) {
                    lines.append("%s %s %s\n".formatted(j + 1, i + 1, (int) COUNTS[i][j]));
                    count++;
                }
            }
        }
        String head = "%%MatrixMarket matrix coordinate integer general\n%\n4 6 " + count + "\n";
        write(in.resolve("matrix.mtx" + ending), head + lines);
        write(in.resolve("barcodes.tsv" + ending), String.join("\n", CELLS) + "\n");
        write(in.resolve("features.tsv" + ending), "E1\tA\nE2\tB\nE3\tC\nE4\tD\n");
        return in;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "csr",
                "csc",
                "dense",
                "10x",
                "loom",
                "mtx",
                "mtx.gz",
                "anndata.h5ad",
                "cells.loom",
                "cellranger2.h5",
                "cellranger3.h5"
            })
    void everyFormatHasTheSameNumbers(String kind) throws IOException {
        Path path =
                switch (kind) {
                    case "10x" -> tenX();
                    case "loom" -> loom();
                    case "mtx" -> market("");
                    case "mtx.gz" -> market(".gz");
                    case "anndata.h5ad", "cells.loom", "cellranger2.h5", "cellranger3.h5" ->
                            written(kind);
                    default -> annData(kind);
                };
        Map<String, Object> all = Map.of("minCells", 0, "testFraction", 0.34, "features", "all");
        Dataset data = load(path, all);
        assertThat(data.train().size()).isEqualTo(4);
        assertThat(data.train().domain()).isEqualTo(ValueDomain.COUNTS);
        assertThat(data.facts().form().columns())
                .extracting(of -> of.name())
                .containsExactly(GENES);
        for (Examples part : List.of(data.train(), data.test())) {
            for (int i = 0; i < part.size(); i++) {
                String cell = part.origin().of().apply(i);
                double[] row = new double[4];
                part.read(i, row, 0);
                float[] expected = COUNTS[List.of(CELLS).indexOf(cell)];
                for (int j = 0; j < 4; j++) {
                    assertThat(row[j]).as("%s %s", cell, GENES[j]).isEqualTo(expected[j]);
                }
            }
        }
        assertThat(data.checksum())
                .isEqualTo(
                        load(annData("dense"), Map.of("minCells", 0, "testFraction", 0.34))
                                .checksum());
    }

    /** A file of h5py: hdf5.py beside it writes it. */
    static Path written(String name) {
        try {
            return Path.of(CellsSourceTest.class.getResource("../hdf5/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void layersLinksAndColumnsOfH5pyAreRead() {
        Path path = written("anndata.h5ad");
        double[][] x = rows(load(path, Map.of("minCells", 0)));
        for (String layer : List.of("link", "dense")) {
            assertThat(rows(load(path, Map.of("minCells", 0, "layer", layer)))).isDeepEqualTo(x);
        }
        double[][] present = rows(load(path, Map.of("minCells", 0, "layer", "boolean")));
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < 4; j++) {
                assertThat(present[i][j]).isEqualTo(Math.signum(x[i][j]));
            }
        }
        try (Cells cells = Cells.open(path, "X", Features.GENES)) {
            assertThat(cells.labels().get("id").get())
                    .startsWith("9007199254740992", "9007199254740993");
            assertThat(cells.labels().get("known").get()).startsWith("TRUE", "FALSE");
            assertThat(cells.labels().get("day").get()).containsExactly("0", "1", "2", "3", "", "");
            assertThat(cells.labels().get("type").get())
                    .containsExactly("T", "B", "B", "", "T", "B");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rowsThatAreNoGenesAreLeftOut() throws IOException {
        Path market = market("");
        write(
                market.resolve("features.tsv"),
                """
                E1	A	Gene Expression
                E2	B	Gene Expression
                E3	C	Gene Expression
                E4	D	Antibody Capture
                """);
        for (Path path : List.of(written("cellranger3.h5"), market)) {
            Dataset data = load(path, Map.of("minCells", 0));
            assertThat(data.valueNames()).containsExactly("A", "B", "C");
            assertThat(data.facts().remarks())
                    .anyMatch(of -> of.contains("features: all: {Antibody Capture=1}"));
        }
        write(
                market.resolve("features.tsv"),
                "E1\tA\tPeaks\nE2\tB\tPeaks\nE3\tC\tPeaks\nE4\tD\tPeaks\n");
        assertThatThrownBy(() -> load(market, Map.of()))
                .hasMessageContaining("{Peaks=4} (features: all reads them)");
    }

    @Test
    void namesOfGenesThatRepeatAreNumberedInTrainingAndInNewFiles() throws IOException {
        Path market = market("");
        // As anndata.utils.make_index_unique does.
        write(market.resolve("features.tsv"), "1\tA\n2\tA-1\n3\tA\n4\tA\n");
        Dataset data = load(market, Map.of("minCells", 0));
        assertThat(data.valueNames()).containsExactly("A", "A-1", "A-2", "A-3");
        assertThat(data.facts().remarks())
                .anyMatch(of -> of.contains("numbered as by scanpy: A-2, A-3"));
        assertThat(
                        source(market, Map.of())
                                .reader()
                                .orElseThrow()
                                .read(market, trainedOn(data))
                                .remarks())
                .anyMatch(of -> of.contains("A-2, A-3"));
    }

    @Test
    void genesThatANewFileLacksAreCountedAndNamed() throws IOException {
        Dataset data = load(annData("csr"), Map.of("minCells", 0));
        Path market = market("");
        write(market.resolve("features.tsv"), "1\tA\n2\tX\n3\tY\n4\tZ\n");
        assertThatThrownBy(
                        () ->
                                source(market, Map.of())
                                        .reader()
                                        .orElseThrow()
                                        .read(market, trainedOn(data)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("mtx: the file lacks 3 of 4 genes: B, C, D");
        assertThatThrownBy(() -> load(market, Map.of("genes", List.of("A", "A"))))
                .hasMessageContaining("names a gene twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer symmetric | 4 4 1 | 1 1 2 | symmetry='general'",
                "complex general | 4 6 1 | 1 1 2 0 | symmetry='general'",
                "integer general | 4 6 -1 | | line 2: '4 6 -1'",
                "integer general | 4 6 2000000000 | 1 1 1 | line 2",
                "integer general | 4 6 1 | 1 1 | line 3: '1 1'",
                "pattern general | 4 6 1 | 1 1 1 | line 3: '1 1 1'",
                "integer general | 4 6 1 | 1 1 1;2 2 2 | more than the 1 entries",
                "integer general | 4 6 2 | 1 1 1 | line 4: 'the end of the file'",
                "real general | 4 6 1 | 1 1 NaN | of a cell is NaN",
                "integer general | 4 6 1 | 1 1 16777217 | the count 16777217",
            })
    void otherMatricesAreRejected(String kind, String sizes, String entries, String reason)
            throws IOException {
        Path market = market("");
        write(
                market.resolve("matrix.mtx"),
                "%%MatrixMarket matrix coordinate "
                        + kind
                        + "\n"
                        + sizes
                        + "\n"
                        + (entries == null ? "" : entries.replace(";", "\n") + "\n"));
        assertThatThrownBy(() -> load(market, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("mtx")
                .hasMessageContaining(reason);
    }

    @Test
    void entriesThatRepeatAreSummedAndPatternsAreOnes() throws IOException {
        Path market = market("");
        String head = "%%MatrixMarket matrix coordinate ";
        write(
                market.resolve("matrix.mtx"),
                head + "integer general\n4 6 5\n1 1 2\n1 1 3\n4 3 1\n1 1 1\n4 3 -1\n");
        assertThat(entries(market)).isEqualTo(Map.of("0 0", 6f));
        write(market.resolve("matrix.mtx"), head + "pattern general\n4 6 2\n1 1\n4 3\n");
        assertThat(entries(market)).isEqualTo(Map.of("0 0", 1f, "2 3", 1f));
    }

    @Test
    void cellsThatAreZeroAreCountedAndRefusedIfAllAre() throws IOException {
        Path market = market("");
        String head = "%%MatrixMarket matrix coordinate integer general\n";
        write(market.resolve("matrix.mtx"), head + "4 6 2\n1 1 2\n1 2 1\n");
        assertThat(load(market, Map.of("minCells", 0)).facts().remarks())
                .anyMatch(of -> of.startsWith("4 of 6 cells of " + market + " are 0 in all genes"));
        write(market.resolve("matrix.mtx"), head + "4 6 0\n");
        assertThatThrownBy(() -> load(market, Map.of("minCells", 0)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("all numbers of all 6 cells are 0");
        assertThatThrownBy(() -> load(market, Map.of()))
                .hasMessageContaining("no gene is other than 0")
                .hasMessageContaining("set layer");
    }

    private static Map<String, Float> entries(Path path) throws IOException {
        Map<String, Float> found = new java.util.HashMap<>();
        try (Cells cells = Cells.open(path, "X", Features.GENES)) {
            int[] cell = {0};
            cells.matrix()
                    .forEach(
                            (genes, values, count) -> {
                                for (int i = 0; i < count; i++) {
                                    if (values[i] != 0) {
                                        found.put(cell[0] + " " + genes[i], values[i]);
                                    }
                                }
                                cell[0]++;
                            });
        }
        return found;
    }

    @Test
    void rowsOnDiskAreThoseInMemory() {
        Path path = annData("csr");
        double[][] inMemory = rows(load(path, Map.of()));
        @Nullable String before = System.setProperty(Residence.PROPERTY, "0");
        try {
            Dataset onDisk = load(path, Map.of());
            assertThat(onDisk.train().isStreamed()).isTrue();
            assertThat(rows(onDisk)).isDeepEqualTo(inMemory);
        } finally {
            if (before == null) {
                System.clearProperty(Residence.PROPERTY);
            } else {
                System.setProperty(Residence.PROPERTY, before);
            }
        }
    }

    @Test
    void genesAreChosenByNameByCellsAndByVariance() {
        Path path = annData("csr");
        Path other = annData("csc");
        assertThat(load(path, Map.of("genes", List.of("C", "A"))).valueNames())
                .containsExactly("C", "A");
        assertThat(load(path, Map.of("test", other.toString())).valueNames())
                .as("D is 0 everywhere")
                .containsExactly("A", "B", "C");
        assertThat(load(path, Map.of("test", other.toString(), "minCells", 3)).valueNames())
                .containsExactly("A", "B");
        // Variances of log1p(1e4 x / n), in Python: A 16.12, B 17.71, C 16.97.
        assertThat(load(path, Map.of("test", other.toString(), "top", 1)).valueNames())
                .containsExactly("B");
        assertThat(load(path, Map.of("test", other.toString(), "top", 2)).valueNames())
                .containsExactly("B", "C");
    }

    @Test
    void columnsOfObsAreLabels() {
        Dataset data =
                load(
                        annData("csr"),
                        Map.of(
                                "labels",
                                List.of("cell_type", "batch"),
                                "test",
                                annData("csc").toString()));
        var labels = data.train().labels().orElseThrow();
        assertThat(labels.column("cell_type").valueNames()).containsExactly("B", "T");
        assertThat(labels.column("cell_type").values()).containsExactly(1, 0, 0, -1, 1, 0);
        assertThat(labels.column("batch").valueNames()).containsExactly("1", "10", "2");
    }

    @Test
    void aLayerOfOtherNumbersIsReal() {
        Dataset data = load(annData("csr"), Map.of("layer", "logs", "minCells", 0));
        assertThat(data.train().domain()).isEqualTo(ValueDomain.REAL);
        assertThat(data.facts().remarks()).anyMatch(of -> of.contains("no counts"));
    }

    @Test
    void errorsNameWhatIsWrong() throws IOException {
        Path path = annData("csr");
        assertThatThrownBy(() -> load(path, Map.of("layer", "log")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no layer 'log'")
                .hasMessageContaining("logs");
        assertThatThrownBy(() -> load(path, Map.of("labels", List.of("celltype"))))
                .hasMessageContaining("obs has no column 'celltype'")
                .hasMessageContaining("cell_type");
        assertThatThrownBy(() -> load(path, Map.of("genes", List.of("a"))))
                .hasMessageContaining("the file lacks 1 of 1 genes: a");
        assertThatThrownBy(() -> load(path, Map.of("minCells", 9)))
                .hasMessageContaining("no gene is other than 0 in 9 or more of the");
        Path cut = folder.resolve("cut.h5ad");
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(path), 100));
        assertThatThrownBy(() -> load(cut, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cut.h5ad");
        assertThatThrownBy(() -> load(folder.resolve("none.h5ad"), Map.of()))
                .hasMessageContaining("no such file");
        Path market = market("");
        Files.writeString(
                market.resolve("matrix.mtx"),
                "%%MatrixMarket matrix coordinate integer general\n4 6 1\n5 1 3\n");
        assertThatThrownBy(() -> load(market, Map.of()))
                .hasMessageContaining("matrix.mtx, line 3: '5 1 3'");
    }

    private static DataSummary trainedOn(Dataset data) {
        return Preparation.NONE.apply(data, 0);
    }
}

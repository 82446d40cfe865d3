// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.sources.cells.CellsSource;

final class OutputTableTest {

    private static final List<Field> COLUMNS =
            List.of(Field.text("row"), Field.number("a"), Field.number("b, c"));

    @TempDir private Path folder;

    private void write(Path file) throws IOException {
        OutputTable.write(
                file,
                COLUMNS,
                sink -> {
                    for (int i = 0; i < 3; i++) {
                        sink.row(Arrays.asList("r" + i, i == 1 ? null : i + 0.1f, 1e-3 * i));
                    }
                });
    }

    @Test
    void csvIsWrittenRowByRow() throws IOException {
        Path file = folder.resolve("t.csv");
        write(file);
        assertThat(Files.readString(file))
                .isEqualTo("row,a,\"b, c\"\nr0,0.1,0.0\nr1,,0.001\nr2,2.1,0.002\n");
    }

    @Test
    void aLabelThatIsCalledLikeAnotherColumnHasAnotherName() throws IOException {
        Path file = folder.resolve("labels.csv");
        List<Field> columns =
                List.of(
                        Field.text("row"),
                        Field.text("z0"),
                        Field.text("label.z0"),
                        Field.number("z0"));
        OutputTable.write(file, columns, sink -> sink.row(List.of("0", "a", "b", 1.5)));
        assertThat(Files.readString(file)).startsWith("row,label.label.z0,label.z0,z0\n");
    }

    @Test
    void aFileOfAnotherKindIsRejected() throws IOException {
        for (String name : List.of("t.jpg", "t.csv.gz", "t.json", "t.png")) {
            assertThatThrownBy(() -> write(folder.resolve(name)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("name a .csv, .tsv, .npy, .parquet or .h5ad file");
            assertThat(folder.resolve(name)).doesNotExist();
        }
        write(folder.resolve("t"));
        write(folder.resolve("run.2"));
        assertThat(folder.resolve("run.2")).hasSameTextualContentAs(folder.resolve("t"));
    }

    @Test
    void npyHasTheNumbersAlone() throws IOException {
        Path file = folder.resolve("t.npy");
        write(file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.capacity()).isEqualTo(128 + 6 * 8);
        String header = new String(bytes.array(), 10, 118, StandardCharsets.US_ASCII);
        assertThat(header)
                .startsWith("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }")
                .endsWith(" \n");
        assertThat(bytes.getShort(8)).isEqualTo((short) 118);
        assertThat(bytes.getDouble(128)).isEqualTo(0.1f);
        assertThat(bytes.getDouble(128 + 16)).isNaN();
        assertThat(bytes.getDouble(128 + 40)).isEqualTo(0.002);
    }

    /**
     * The encodings are those by which anndata reads a file; the source anndata reads the content.
     */
    @Tag("full")
    @Test
    void annDataHasNumbersNamesAndLabels() throws IOException {
        Path file = folder.resolve("codes.H5AD");
        List<Field> columns =
                List.of(
                        Field.text("cell"),
                        Field.text("größe"),
                        Field.number("z0"),
                        Field.number("z1"));
        float[][] codes = {{0.1f, -2}, {0, 1.5f}, {3, 4}};
        List<String> sizes = List.of("groß", "", "klein");
        OutputTable.write(
                file,
                columns,
                sink -> {
                    for (int i = 0; i < 3; i++) {
                        sink.row(List.of("c" + i, sizes.get(i), codes[i][0], codes[i][1]));
                    }
                });
        CellsSource source =
                StrictMapper.of(
                        CellsSource.class,
                        Map.of(
                                "path", file.toString(),
                                "test", file.toString(),
                                "minCells", 0,
                                "labels", List.of("größe")));
        Examples read = source.load(DataSource.Progress.SILENT, ValuePrecision.SINGLE).train();
        for (int i = 0; i < 3; i++) {
            float[] row = new float[2];
            read.read(i, row, 0);
            assertThat(row).containsExactly(codes[i]);
            assertThat(read.origin().of().apply(i)).isEqualTo("c" + i);
            assertThat(OutputTable.keys(read, i)).containsExactly("c" + i, sizes.get(i));
        }
        try (HdfFile stored = new HdfFile(file)) {
            assertThat(encoding(stored)).isEqualTo("anndata 0.1.0");
            assertThat(encoding(stored.getChild("X"))).isEqualTo("array 0.2.0");
            assertThat(encoding(stored.getChild("obs"))).isEqualTo("dataframe 0.2.0");
            assertThat(encoding(stored.getByPath("obs/größe"))).isEqualTo("string-array 0.2.0");
            assertThat(stored.getDatasetByPath("X").getJavaType()).isEqualTo(float.class);
            assertThat(stored.getDatasetByPath("var/_index").getData())
                    .isEqualTo(new String[] {"z0", "z1"});
            assertThat(stored.getChild("obs").getAttribute("_index").getData()).isEqualTo("cell");
            assertThat(stored.getChild("obs").getAttribute("column-order").getData())
                    .isEqualTo(new String[] {"größe"});
            // anndata makes a list of its characters.
            assertThat(stored.getChild("var").getAttribute("column-order").getData()).isEqualTo("");
        }
    }

    private static String encoding(Node node) {
        return node.getAttribute("encoding-type").getData()
                + " "
                + node.getAttribute("encoding-version").getData();
    }

    @Test
    void annDataHasNoColumnWithASlash() {
        List<Field> columns = List.of(Field.text("row"), Field.text("a/b"), Field.number("z"));
        Path file = folder.resolve("t.h5ad");
        assertThatThrownBy(
                        () -> OutputTable.write(file, columns, s -> s.row(List.of("0", "x", 1f))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns: row, a/b");
        assertThat(file).doesNotExist();
    }

    @Test
    void aFailureLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "old");
        assertThatThrownBy(
                        () ->
                                OutputTable.write(
                                        file,
                                        COLUMNS,
                                        sink -> {
                                            sink.row(List.of("r", 1.0, 2.0));
                                            throw new IOException("no space");
                                        }))
                .hasMessage("no space");
        assertThat(Files.readString(file)).isEqualTo("old");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void textsDoNotFitIntoNumbers() {
        assertThatThrownBy(
                        () ->
                                OutputTable.write(
                                        folder.resolve("t.npy"),
                                        List.of(Field.text("text")),
                                        sink -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no column holds numbers");
    }

    @Test
    void valuesHaveTheNamesOfTheTable() {
        ExampleValues values =
                new ExampleValues(
                        DataShape.flat(5),
                        Optional.empty(),
                        Optional.of(
                                new Standardization(
                                        new double[] {10, 0, 0, 0, 0},
                                        new double[] {2, 1, 1, 1, 1})),
                        DataFacts.of(
                                Form.table(
                                        List.of(
                                                Column.real("age"),
                                                new Column(
                                                        "sex",
                                                        Column.Kind.BINARY,
                                                        List.of("f", "m")),
                                                new Column("day", Column.Kind.DATE, List.of()),
                                                new Column("visits", Column.Kind.COUNT, List.of()),
                                                new Column(
                                                        "kind",
                                                        Column.Kind.CATEGORICAL,
                                                        List.of("a", "b")))),
                                false));
        float[] example = {1, 1, 18262.5f, 3, Float.NaN};
        assertThat(values.columns(false))
                .extracting(Field::name)
                .containsExactly("age", "sex", "day", "visits", "kind");
        assertThat(values.rows(example, false).get(0))
                .containsExactly(12f, "m", "2020-01-01T12:00", 3f, null);
        assertThat(values.rows(example, true).get(0)).containsExactly(12f, 1f, 18262.5f, 3f, null);
        assertThat(values.rows(new float[] {0, 0.25f, 18262, 0, 1}, false).get(0))
                .containsExactly(10f, "f", "2020-01-01", 0f, "b");
    }

    @Test
    void textsAreLines() throws IOException {
        ExampleValues values =
                new ExampleValues(
                        DataShape.flat(4),
                        Optional.empty(),
                        Optional.empty(),
                        DataFacts.of(
                                new Form.Texts(
                                        new Vocabulary(
                                                List.of("<end>", "<unknown>", "a", "\n"), "", "")),
                                false));
        Path file = folder.resolve("t.txt");
        new ExampleFiles(values, file)
                .write(
                        ExampleFiles.Layout.of(1, List.of()),
                        sink -> {
                            sink.add(List.of(), new float[] {2, 3, 2, 0});
                            sink.add(List.of(), new float[] {2, 0, Float.NaN, 2});
                        });
        assertThat(Files.readString(file)).isEqualTo("a\\na\na\n");
        assertThat(values.display()).isEqualTo(Form.Display.TEXTS);
    }

    @Test
    void seriesHaveARowForEachStep() throws IOException {
        ExampleValues values =
                new ExampleValues(
                        new DataShape(1, 2, 2),
                        Optional.empty(),
                        Optional.empty(),
                        DataFacts.of(new Form.Series(List.of("hr", "bp")), true));
        Path file = folder.resolve("s.csv");
        new ExampleFiles(values, file)
                .write(
                        ExampleFiles.Layout.of(1, List.of(Field.text("index"))),
                        sink -> sink.add(List.of(0), new float[] {60, 120, 61, Float.NaN}));
        assertThat(Files.readString(file)).isEqualTo("index,step,hr,bp\n0,1,60,120\n0,2,61,\n");
        assertThat(values.display()).isEqualTo(Form.Display.SERIES);
    }

    @Test
    void rowsAndClassesHaveTheirNames() {
        Examples examples =
                Examples.real(1, new float[] {1, 2})
                        .withLabels(
                                Labels.of(
                                        List.of(
                                                Labels.Column.of(
                                                        "class",
                                                        List.of("cat", "dog"),
                                                        new int[] {1, Labels.UNKNOWN}))))
                        .from(Origin.named("file", i -> i + ".png"));
        assertThat(OutputTable.keys(examples))
                .containsExactly(Field.text("file"), Field.text("class"));
        assertThat(OutputTable.keys(examples, 0)).containsExactly("0.png", "dog");
        assertThat(OutputTable.keys(examples, 1)).containsExactly("1.png", "");
    }
}

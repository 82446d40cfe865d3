// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.random.RandomKey;

/** What commands write of a table in each format, and the user's table with its gaps filled. */
@Tag("slow")
final class TableOutputsTest {

    private static final String CONFIG =
            """
            data: {source: table, path: people.csv, label: group, columns: {id: ignore, remark: ignore}}
            runtime: {backend: nd4j, threads: 1}
            network: {hidden: [16]}
            likelihood: columns
            training: {steps: 60, batch: 20}
            evaluation: {importanceSamples: 10}
            report: {formats: [html]}
            models:
              vae: {variant: gaussian, latent: 2}
            """;

    private static final List<String> NAMES =
            List.of("id", "height", "visits", "remark", "town", "born", "group");

    @TempDir private static Path temporary;
    private static Path table;
    private static String run;

    private final Terminal terminal = new Terminal();

    /** Rows with gaps, and columns that the model does not know. */
    private static List<List<String>> people() {
        int n = 200;
        double[] noise = RandomKey.of(7).normal(3 * n);
        double[] uniform = RandomKey.of(8).uniform(5 * n);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double z = noise[3 * i];
            String[] cells = {
                String.format(Locale.ROOT, "%05d", i),
                String.format(Locale.ROOT, "%.2f", 170 + 8 * z + noise[3 * i + 1]),
                Long.toString(Math.round(Math.exp(1.5 + 0.5 * z + 0.2 * noise[3 * i + 2]) + 20)),
                i % 3 == 0 ? "said \"no, thanks\"" : i % 3 == 1 ? "" : "déjà\nvu",
                z > 0.5 ? "Paris" : z > -0.5 ? "Rome" : "Oslo, N",
                LocalDate.of(2000, 1, 1).plusDays(Math.round(100 * z)).toString(),
                z > 0 ? "tall" : "short"
            };
            int[] known = {1, 2, 4, 5};
            for (int k = 0; k < known.length; k++) {
                cells[known[k]] = uniform[5 * i + k] < 0.25 ? "" : cells[known[k]];
            }
            rows.add(List.of(cells));
        }
        return rows;
    }

    private static String line(List<String> row) {
        return String.join(",", row.stream().map(TableOutputsTest::quoted).toList());
    }

    private static String quoted(String cell) {
        return cell.matches("(?s).*[,\"\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    @BeforeAll
    static void train() throws IOException {
        List<String> lines = new ArrayList<>(List.of(String.join(",", NAMES)));
        people().forEach(row -> lines.add(line(row)));
        table = temporary.resolve("people.csv");
        Files.writeString(table, String.join("\n", lines) + "\n");
        run = Trained.of(CONFIG, temporary).run("vae").toString();
    }

    private Path written(String name, String... command) {
        Path out = temporary.resolve(name);
        List<String> words = new ArrayList<>(Arrays.asList(command));
        words.addAll(List.of("--out", out.toString()));
        assertThat(terminal.vaelab(words.toArray(String[]::new))).as("%s", terminal).isZero();
        return out;
    }

    /** Returns all rows as DuckDB reads them, null as an empty text, the names first. */
    private static List<List<String>> read(Path file) throws SQLException {
        String name = "'" + file + "'";
        String from =
                file.toString().endsWith(".parquet")
                        ? "read_parquet(" + name + ")"
                        : "read_csv("
                                + name
                                + ", all_varchar=true, header=true, quote='\"', escape='\"', delim='"
                                + (file.toString().endsWith(".tsv") ? "\t" : ",")
                                + "')";
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT * FROM " + from)) {
            List<String> names = new ArrayList<>();
            int width = found.getMetaData().getColumnCount();
            for (int j = 1; j <= width; j++) {
                names.add(found.getMetaData().getColumnName(j));
            }
            rows.add(names);
            while (found.next()) {
                List<String> cells = new ArrayList<>();
                for (int j = 1; j <= width; j++) {
                    String cell = found.getString(j);
                    cells.add(cell == null ? "" : cell);
                }
                rows.add(cells);
            }
        }
        return rows;
    }

    private static double[][] npy(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = bytes.getShort(8);
        String text = new String(bytes.array(), 10, header, StandardCharsets.US_ASCII);
        assertThat(text).contains("'<f8'", "'fortran_order': False");
        String[] shape = text.replaceAll("(?s).*\\((.*)\\).*", "$1").split(", ", -1);
        double[][] rows = new double[Integer.parseInt(shape[0])][Integer.parseInt(shape[1].trim())];
        bytes.position(10 + header);
        for (double[] row : rows) {
            Arrays.setAll(row, j -> bytes.getDouble());
        }
        assertThat(bytes.remaining()).isZero();
        return rows;
    }

    /** Numbers agree to single precision, texts exactly. */
    private static void assertSame(List<List<String>> expected, List<List<String>> found) {
        assertThat(found.get(0)).isEqualTo(expected.get(0));
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 1; i < found.size(); i++) {
            for (int j = 0; j < found.get(i).size(); j++) {
                String cell = expected.get(i).get(j);
                if (cell.matches("-?\\d+\\.\\d+(E-?\\d+)?")) {
                    double x = Double.parseDouble(cell);
                    assertThat(Double.parseDouble(found.get(i).get(j)))
                            .isEqualTo(x, within(1e-6 * Math.abs(x)));
                } else {
                    assertThat(found.get(i).get(j)).isEqualTo(cell);
                }
            }
        }
    }

    @Test
    void everyCommandWritesTheSameInEveryFormat() throws Exception {
        for (String command : List.of("encode", "score", "reconstruct", "impute")) {
            List<List<String>> csv =
                    read(written(command + ".csv", command, run, table.toString()));
            assertThat(csv).as(command).hasSize(201);
            for (String ending : List.of("tsv", "parquet")) {
                Path other = written(command + "." + ending, command, run, table.toString());
                assertSame(csv, read(other));
            }
            double[][] numbers = npy(written(command + ".npy", command, run, table.toString()));
            assertThat(numbers).hasNumberOfRows(200);
            String first =
                    command.equals("encode") ? "z0" : command.equals("score") ? "elbo" : "height";
            int at = csv.get(0).indexOf(first);
            for (int i = 0; i < 200; i++) {
                double x = Double.parseDouble(csv.get(i + 1).get(at));
                assertThat(numbers[i][0]).isEqualTo(x, within(1e-6 * Math.abs(x)));
            }
        }
    }

    private static void assertFilled(List<List<String>> rows, List<List<String>> filled) {
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < NAMES.size(); j++) {
                String cell = filled.get(i).get(j);
                if (!rows.get(i).get(j).isEmpty() || NAMES.get(j).equals("remark")) {
                    assertThat(cell).isEqualTo(rows.get(i).get(j));
                    continue;
                }
                switch (NAMES.get(j)) {
                    case "visits" -> assertThat(cell).matches("\\d+");
                    case "town" -> assertThat(cell).isIn("Paris", "Rome", "Oslo, N");
                    case "born" -> assertThat(LocalDate.parse(cell)).isNotNull();
                    default -> assertThat(Double.parseDouble(cell)).isBetween(100.0, 240.0);
                }
            }
        }
    }

    @Test
    void anImputedTableIsTheUsersTableWithItsGapsFilled() throws Exception {
        List<List<String>> found = read(written("filled.csv", "impute", run, table.toString()));
        assertThat(found.get(0)).isEqualTo(NAMES);
        assertFilled(people(), found.subList(1, found.size()));
    }

    @Test
    void everyDrawHasTheNumberOfItsRow() throws Exception {
        List<List<String>> found =
                read(written("draws.tsv", "impute", run, table.toString(), "--draws", "3"));
        assertThat(found.get(0).subList(0, 3)).containsExactly("row", "draw", "id");
        assertThat(found).hasSize(601);
        for (int i = 0; i < 600; i++) {
            List<String> row = found.get(i + 1);
            assertThat(row.subList(0, 2)).containsExactly("" + (i / 3 + 1), "" + i % 3);
            assertFilled(List.of(people().get(i / 3)), List.of(row.subList(2, row.size())));
        }
    }

    /** Imputations move with the rows of a table. */
    @Test
    void imputationsDependOnTheirRowAlone() throws Exception {
        List<List<String>> rows = new ArrayList<>(people().subList(0, 6));
        Collections.reverse(rows);
        List<String> lines = new ArrayList<>(List.of(String.join(",", NAMES)));
        rows.forEach(row -> lines.add(line(row)));
        Path some = Files.writeString(temporary.resolve("some.csv"), String.join("\n", lines));
        List<List<String>> all =
                read(written("of-all.tsv", "impute", run, table.toString(), "--draws", "3"));
        List<List<String>> found =
                read(written("of-some.tsv", "impute", run, some.toString(), "--draws", "3"));
        for (int i = 0; i < 18; i++) {
            List<String> before = all.get(1 + (5 - i / 3) * 3 + i % 3);
            assertThat(found.get(1 + i).subList(1, 9)).isEqualTo(before.subList(1, 9));
        }
    }

    /** Whole numbers, dates and decimals of a Parquet file have their types in the output. */
    @Test
    void parquetKeepsTheTypesOfAllColumns() throws Exception {
        Path typed = temporary.resolve("typed.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    ("COPY (SELECT CAST(id AS HUGEINT) AS id, CAST(height AS FLOAT) AS height, CAST(visits AS"
                                    + " SMALLINT) AS visits, [remark, 'x'] AS remark, town, CAST(born AS DATE)"
                                    + " AS born, \"group\" FROM read_csv('%s', all_varchar=true, header=true))"
                                    + " TO '%s' (FORMAT parquet)")
                            .formatted(table, typed));
        }
        Path out = written("typed-out.parquet", "impute", run, typed.toString());
        assertThat(types(out)).isEqualTo(types(typed));
        List<List<String>> before = read(typed);
        List<List<String>> found = read(out);
        for (int i = 1; i <= 200; i++) {
            for (int j = 0; j < NAMES.size(); j++) {
                String cell = before.get(i).get(j);
                if (cell.isEmpty()) {
                    assertThat(found.get(i).get(j)).isNotEmpty();
                } else {
                    assertThat(found.get(i).get(j)).isEqualTo(cell);
                }
            }
        }
    }

    private static String types(Path file) throws SQLException {
        StringBuilder types = new StringBuilder();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery(
                                "DESCRIBE SELECT * FROM read_parquet('" + file + "')")) {
            while (found.next()) {
                types.append(found.getString(1))
                        .append(' ')
                        .append(found.getString(2))
                        .append('\n');
            }
        }
        return types.toString();
    }
}

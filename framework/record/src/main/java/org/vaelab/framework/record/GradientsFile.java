// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code gradients.csv}: a line for each estimator, number of draws and group of parameters, in CSV as
 * RFC 4180 has it, but with line feeds. A field is empty where there is no number.
 */
public final class GradientsFile {

    private static final List<String> COLUMNS =
            List.of(
                    "estimator",
                    "samples",
                    "group",
                    "parameters",
                    "draws",
                    "norm",
                    "variance",
                    "snr",
                    "parameterSnr",
                    "reference",
                    "referenceDraws",
                    "referenceNorm",
                    "squaredBias",
                    "squaredBiasStandardError",
                    "biasDegreesOfFreedom");

    private GradientsFile() {}

    /**
     * Writes a file, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path path, List<GradientQuality> rows) throws IOException {
        StringBuilder text = new StringBuilder();
        append(text, COLUMNS);
        for (GradientQuality row : rows) {
            GradientQuality.Bias bias = row.bias();
            List<String> fields = new ArrayList<>();
            fields.add(row.estimator());
            fields.add(row.samples() == null ? "" : row.samples().toString());
            fields.add(row.group());
            fields.add(Long.toString(row.parameters()));
            fields.add(Long.toString(row.draws()));
            fields.add(number(row.norm()));
            fields.add(number(row.variance()));
            fields.add(number(row.snr()));
            fields.add(number(row.parameterSnr()));
            fields.add(of(bias, GradientQuality.Bias::reference));
            fields.add(of(bias, b -> Long.toString(b.draws())));
            fields.add(of(bias, b -> number(b.referenceNorm())));
            fields.add(of(bias, b -> number(b.squared())));
            fields.add(of(bias, b -> number(b.standardError())));
            fields.add(of(bias, b -> number(b.degreesOfFreedom())));
            append(text, fields);
        }
        AtomicFile.write(path, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String of(
            GradientQuality.@Nullable Bias bias, Function<GradientQuality.Bias, String> field) {
        return bias == null ? "" : field.apply(bias);
    }

    /** The shortest digits, which Double.toString does not give on every Java version. */
    private static String number(double value) {
        return Double.isNaN(value)
                ? ""
                : new String(RecordMapper.line(value), StandardCharsets.UTF_8)
                        .replace("\"", "")
                        .strip();
    }

    private static void append(StringBuilder text, List<String> fields) {
        text.append(
                fields.stream()
                        .map(GradientsFile::quoted)
                        .collect(Collectors.joining(",", "", "\n")));
    }

    private static String quoted(String field) {
        return field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? "\"" + field.replace("\"", "\"\"") + "\""
                : field;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it is not such a file; the message names the line
     */
    public static List<GradientQuality> read(Path path) throws IOException {
        List<List<String>> lines = fields(Files.readString(path));
        if (lines.isEmpty() || !lines.get(0).equals(COLUMNS)) {
            throw new IOException(path + ":1: expected the columns " + String.join(",", COLUMNS));
        }
        List<GradientQuality> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            try {
                rows.add(row(lines.get(i)));
            } catch (IllegalArgumentException e) {
                throw new IOException(path + ": record " + i + ": " + e.getMessage(), e);
            }
        }
        return List.copyOf(rows);
    }

    private static GradientQuality row(List<String> f) {
        if (f.size() != COLUMNS.size()) {
            throw new IllegalArgumentException(f.size() + " fields, expected " + COLUMNS.size());
        }
        GradientQuality.Bias bias =
                f.get(9).isEmpty()
                        ? null
                        : new GradientQuality.Bias(
                                f.get(9),
                                Long.parseLong(f.get(10)),
                                parsed(f.get(11)),
                                parsed(f.get(12)),
                                parsed(f.get(13)),
                                parsed(f.get(14)));
        return new GradientQuality(
                f.get(0),
                f.get(1).isEmpty() ? null : (Integer) Integer.parseInt(f.get(1)),
                f.get(2),
                Long.parseLong(f.get(3)),
                Long.parseLong(f.get(4)),
                parsed(f.get(5)),
                parsed(f.get(6)),
                parsed(f.get(7)),
                parsed(f.get(8)),
                bias);
    }

    private static double parsed(String field) {
        return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
    }

    private static List<List<String>> fields(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isQuoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (isQuoted || (c != ',' && c != '\n' && c != '\r')) {
                field.append(c);
            } else if (c != '\r') {
                line.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    lines.add(List.copyOf(line));
                    line.clear();
                }
            }
        }
        return lines;
    }
}

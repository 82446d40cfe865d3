// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a row for each record, and a column for each component: a text, a number, or a
 * record of them, which is null where its first field is empty. {@link JsonProperty} renames a
 * column. The file need not exist yet.
 */
public record CsvFile<T extends Record>(Path path, Class<T> type) {

    /**
     * Reads the records in order.
     *
     * @return none if there is no such file
     * @throws IOException if it is damaged
     */
    public List<T> read() throws IOException {
        return Files.exists(path)
                ? Csv.read(path, columns(type).toList(), row -> type.cast(of(type, row)))
                : List.of();
    }

    /** Writes the records, wholly or not at all; if there are none, there is no file. */
    public void write(List<T> rows) throws IOException {
        if (rows.isEmpty()) {
            Files.deleteIfExists(path);
            return;
        }
        Csv csv = new Csv(columns(type).toArray(String[]::new));
        rows.forEach(row -> csv.row(fields(type, row).toArray()));
        csv.write(path);
    }

    private static Stream<String> columns(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .flatMap(
                        part -> {
                            JsonProperty name =
                                    part.getAccessor().getAnnotation(JsonProperty.class);
                            return part.getType().isRecord()
                                    ? columns(part.getType())
                                    : Stream.of(name == null ? part.getName() : name.value());
                        });
    }

    private static List<@Nullable Object> fields(Class<?> type, @Nullable Object row) {
        List<@Nullable Object> fields = new ArrayList<>();
        for (RecordComponent part : type.getRecordComponents()) {
            try {
                Object value = row == null ? null : part.getAccessor().invoke(row);
                if (part.getType().isRecord()) {
                    fields.addAll(fields(part.getType(), value));
                } else {
                    fields.add(value);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return fields;
    }

    private static Object of(Class<?> type, List<String> fields) {
        RecordComponent[] parts = type.getRecordComponents();
        @Nullable Object[] values = new Object[parts.length];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            Class<?> of = parts[i].getType();
            int width = of.isRecord() ? (int) columns(of).count() : 1;
            List<String> own = fields.subList(at, at + width);
            if (!of.isRecord()) {
                values[i] = value(of, own.get(0));
            } else if (!own.get(0).isEmpty()) {
                values[i] = of(of, own);
            }
            at += width;
        }
        try {
            return type.getConstructors()[0].newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object value(Class<?> type, String field) {
        if (type == double.class) {
            return Csv.parsed(field);
        }
        if (type == long.class) {
            return Long.parseLong(field);
        }
        if (type == String.class) {
            return field;
        }
        return type == Integer.class && field.isEmpty() ? null : (Integer) Integer.parseInt(field);
    }
}

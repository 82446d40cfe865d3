// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.RecordMapper;

/**
 * Descriptions of metrics as records hold them, for tests.
 *
 * @param descriptions by name; a name that ends in {@code .*} matches the parts of a metric
 */
public record MetricTable(Map<String, MetricDescription> descriptions) {

    public static final MetricTable TABLE = read("metrics.json");

    /** Describes metrics by their names. */
    public Map<String, MetricDescription> describeAll(Set<String> names) {
        Map<String, MetricDescription> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, describe(name)));
        return all;
    }

    /** Describes a metric by its name. */
    public MetricDescription describe(String name) {
        MetricDescription own = descriptions.get(name);
        int dot = name.indexOf('.');
        if (own != null || dot < 0) {
            return own == null ? MetricDescription.undeclared(name) : own;
        }
        MetricDescription parts = descriptions.get(name.substring(0, dot) + ".*");
        return parts == null
                ? MetricDescription.undeclared(name)
                : parts.labelled(parts.label().replace("*", name.substring(dot + 1)));
    }

    private static MetricTable read(String file) {
        try (InputStream in =
                Objects.requireNonNull(MetricTable.class.getResourceAsStream(file), file)) {
            return RecordMapper.read(in.readAllBytes(), MetricTable.class, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The section {@code data} of a config that reads files, and why it is so.
 *
 * @param source the name of the data source
 * @param settings its keys and values, as in a config, in the order in which they are written
 * @param comments what to say beside a key, {@code label}, or a key in it, {@code columns.id}
 * @param doubts what a person should decide, a sentence each
 */
public record Recognized(
        String source,
        Map<String, Object> settings,
        Map<String, String> comments,
        List<String> doubts) {

    Recognized(String source) {
        this(source, new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
    }

    static Recognized of(String source, Path path) {
        return new Recognized(source).with("path", path);
    }

    Recognized with(String key, Object value) {
        settings.put(key, value);
        return this;
    }

    Recognized with(String key, Object value, String comment) {
        comments.put(key, comment);
        return with(key, value);
    }

    Recognized doubting(String doubt) {
        doubts.add(doubt);
        return this;
    }
}

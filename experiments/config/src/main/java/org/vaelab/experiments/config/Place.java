// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import org.vaelab.framework.Internal;

/**
 * The place of a key or value of a config.
 *
 * @param source the file as the user named it, {@code --set}, or a name for a config without a file
 * @param line from 1; 0 if there are no lines
 * @param column from 1; 0 if there are no lines
 * @param path the key with its parents, such as {@code models.vae.latent}; empty for the whole
 */
@Internal
public record Place(String source, int line, int column, String path) {

    static Place of(String source) {
        return new Place(source, 0, 0, "");
    }

    Place child(String key, int childLine, int childColumn) {
        return new Place(source, childLine, childColumn, below(key));
    }

    Place child(String key) {
        return child(key, line, column);
    }

    Place item(int index, int itemLine, int itemColumn) {
        return new Place(source, itemLine, itemColumn, path + "[" + index + "]");
    }

    private String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Returns {@code source:line: path}, without unknown parts. */
    @Override
    public String toString() {
        return source + (line > 0 ? ":" + line : "") + (path.isEmpty() ? "" : ": " + path);
    }
}

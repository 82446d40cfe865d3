// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.vaelab.experiments.config.ConfigPaths;

/**
 * Files of the user that lie elsewhere on a worker.
 *
 * @param files their absolute paths, by their paths in the archive of files
 * @param unpacked the folder of the unpacked archive; empty if the files are where the user has them
 */
record MovedFiles(Map<String, String> files, String unpacked) {

    MovedFiles {
        files = Map.copyOf(files);
    }

    /** Returns a run's config with the paths of this machine. */
    JsonNode in(JsonNode config) {
        return unpacked.isEmpty() ? config : ConfigPaths.replace(config, this::here);
    }

    /** Returns a text with the paths of the user. */
    String asShown(String text) {
        String shown = text;
        if (!unpacked.isEmpty()) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                shown = shown.replace(at(file.getKey()), file.getValue());
            }
        }
        return shown;
    }

    private String here(String text) {
        for (Map.Entry<String, String> file : files.entrySet()) {
            String original = file.getValue();
            // 'file.npz#array' names an array of a file.
            if (text.equals(original) || text.startsWith(original + "#")) {
                return at(file.getKey()) + text.substring(original.length());
            }
        }
        return text;
    }

    private String at(String entry) {
        return Path.of(unpacked).resolve(entry).toString();
    }
}

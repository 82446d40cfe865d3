// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.text.PathText;

/** What a reader calls the data of a run: the name of their file, if they come from one. */
public final class DataName {

    /** Where a config names the file or folder of its data. */
    private static final List<String> FILES = List.of("/data/path", "/data/train");

    private DataName() {}

    public static String of(Provenance provenance) {
        return FILES.stream()
                .map(provenance.config()::at)
                .filter(JsonNode::isTextual)
                .map(path -> PathText.fileName(path.asText()))
                .findFirst()
                .orElse(provenance.data().name());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.internal.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.internal.text.PathText;

/**
 * What a reader calls the data of a run: the name in the config, else that of their file or folder, else
 * that of the source, which is the name of a data set or a kind of file.
 */
public final class DataName {

    private DataName() {}

    public static String of(Provenance provenance) {
        JsonNode data = provenance.config().path("data");
        return Stream.of(
                        data.path("name").asText(""),
                        PathText.fileName(data.path("path").asText("")))
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElse(provenance.data().name());
    }
}

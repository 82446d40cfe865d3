// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.PathText;

/**
 * What a reader calls the data of a run: the name in the config, else that of their file or folder,
 * else those of their parts, else that of the source, which is the name of a data set or a kind of
 * file.
 */
@Internal
public final class DataName {

    private DataName() {}

    public static String of(Provenance provenance) {
        JsonNode data = provenance.config().path("data");
        List<String> parts = new ArrayList<>();
        data.path("parts").fieldNames().forEachRemaining(parts::add);
        Stream<String> files =
                Stream.of(data.path("path"), data.path("train"))
                        .filter(JsonNode::isTextual)
                        .map(file -> PathText.fileName(file.asText()));
        return Stream.concat(Stream.of(data.path("name").asText("")), files)
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElse(parts.isEmpty() ? provenance.data().name() : ListText.of(parts));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.internal.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.internal.text.ListText;
import org.vaelab.reports.internal.text.PathText;

/**
 * What a reader calls the data of a run: the name in the config, else that of their file or folder, else those of
 * their parts, else that of the source, which is the name of a data set or a kind of file.
 */
public final class DataName {

    private DataName() {}

    public static String of(Provenance provenance) {
        JsonNode data = provenance.config().path("data");
        Stream<String> files =
                Stream.of("path", "train")
                        .map(data::path)
                        .filter(JsonNode::isTextual)
                        .map(file -> PathText.fileName(file.asText()));
        return Stream.of(Stream.of(data.path("name").asText("")), files, Stream.of(parts(data)))
                .flatMap(names -> names)
                .filter(name -> !name.isBlank())
                .findFirst()
                .orElse(provenance.data().name());
    }

    /** Returns the names of the parts of data that are joined. */
    private static String parts(JsonNode data) {
        List<String> names = new ArrayList<>();
        data.path("parts").fieldNames().forEachRemaining(names::add);
        return ListText.of(names);
    }
}

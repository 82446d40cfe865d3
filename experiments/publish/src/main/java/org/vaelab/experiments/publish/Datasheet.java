// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.sources.published.SetFiles;
import org.vaelab.reports.text.TextTemplate;

/**
 * The datasheet of a data set: the questions of Gebru et al. (2021), with the answers that follow
 * from the data and their config. The others are marked for the author. The template has questions
 * and answers.
 */
record Datasheet(DataDescription data) {

    private record Label(String name, int classes) {}

    private record File(String name, long size, String sha256, boolean folder, boolean absent) {

        static File of(DataFile file) throws IOException {
            boolean here = file.size().isPresent();
            return new File(
                    file.name(),
                    here ? file.size().get() : 0,
                    here ? Sha256.of(file.local().orElseThrow()) : "",
                    !here && file.isFolder(),
                    !here && !file.isFolder());
        }
    }

    String markdown() throws IOException {
        Dataset dataset = data.dataset();
        Optional<SetFiles> set = data.published();
        List<File> files = new ArrayList<>();
        for (DataFile file : data.files()) {
            files.add(File.of(file));
        }
        Map<String, @Nullable Object> facts = new HashMap<>();
        facts.put("name", data.id());
        facts.put("version", data.software().version());
        facts.put("author", "*For the author.*");
        facts.put("origin", data.origin());
        facts.put("set", set.orElse(null));
        facts.put("shape", dataset.shape());
        facts.put("domain", dataset.domain().label());
        facts.put("columns", dataset.facts().form().columns());
        facts.put("uses", data.uses());
        facts.put(
                "labels",
                dataset.train().labels().map(Labels::columns).orElse(List.of()).stream()
                        .map(label -> new Label(label.name(), label.valueNames().size()))
                        .toList());
        facts.put("missing", new Croissant(data).missing());
        facts.put("program", data.isMade() && data.software().plugin().isEmpty());
        facts.put("checksum", data.checksum());
        facts.put("files", files);
        facts.put("license", set.flatMap(SetFiles::license).orElse(null));
        facts.put("access", set.map(Croissant::address).orElse(null));
        facts.put("bibtex", data.citation().orElse(null));
        facts.put("settings", data.settingsName());
        return TextTemplate.fill(Datasheet.class, "datasheet.md", facts);
    }
}

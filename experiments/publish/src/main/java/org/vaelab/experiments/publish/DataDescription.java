// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vaelab.experiments.config.ConfigPaths;
import org.vaelab.experiments.config.DataSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.sources.published.FolderSource;
import org.vaelab.framework.sources.published.PublishedSet;
import org.vaelab.framework.sources.published.SetFiles;

/**
 * A data set that runs use, and what is known of it.
 *
 * @param id part of the names of its files: the name of the source, in ASCII
 * @param source the settings that it is loaded by
 * @param settings the section {@code data} of the first run that uses it
 * @param uses how it is split and prepared, a clause for each way that runs use it
 * @param files of the set; empty if its settings name none
 * @param citation the BibTeX entry of its paper; empty if none is known
 * @param software that loads it
 */
@Internal
public record DataDescription(
        String id,
        DataSource source,
        JsonNode settings,
        Dataset dataset,
        List<String> uses,
        List<DataFile> files,
        Optional<String> citation,
        Software software) {

    /**
     * The software that loads a data set.
     *
     * @param plugin the jar of the source; empty if it is one of VaeLab
     */
    public record Software(Provenance.Framework framework, Optional<PluginJar> plugin) {

        String version() {
            return framework.version()
                    + (framework.commit() == null ? "" : ", commit " + framework.commit());
        }
    }

    private static final Set<String> SHARED = Set.copyOf(SettingKey.names(DataSpec.Keys.class));

    /**
     * Returns the data sets of runs, each once. Loads them.
     *
     * @throws org.vaelab.framework.data.DataException if one is absent or damaged
     */
    public static List<DataDescription> of(Collection<RunSpec> runs, Lab lab) {
        Map<String, List<RunSpec>> users = new LinkedHashMap<>();
        Map<String, Integer> names = new LinkedHashMap<>();
        DataCache data = lab.data();
        for (RunSpec run : runs) {
            String key = run.data().name() + " " + data.get(run).dataset().checksum();
            if (!users.containsKey(key)) {
                names.merge(run.data().name(), 1, Integer::sum);
            }
            users.computeIfAbsent(key, k -> new ArrayList<>()).add(run);
        }
        return users.values().stream()
                .map(of -> of(of, names.get(of.get(0).data().name()) == 1, lab))
                .toList();
    }

    private static DataDescription of(List<RunSpec> runs, boolean isOnly, Lab lab) {
        RunSpec first = runs.get(0);
        Dataset dataset = lab.data().get(first).dataset();
        DataSource source = first.data().source();
        Set<String> uses = new LinkedHashSet<>();
        runs.forEach(run -> uses.add(use(run, lab.data().get(run).dataset())));
        String name = first.data().name().replaceAll("[^A-Za-z0-9._-]", "_");
        JsonNode settings = first.config().path("data");
        return new DataDescription(
                isOnly ? name : name + "-" + dataset.checksum().substring(0, 8),
                source,
                settings,
                dataset,
                List.copyOf(uses),
                set(source)
                        .map(of -> DataFile.ofSet(of, source, lab.locations()))
                        .orElseGet(() -> DataFile.named(ConfigPaths.of(settings))),
                Papers.of(source.getClass()).stream()
                        .flatMap(key -> lab.plugins().papers().entry(key).stream())
                        .findFirst()
                        .filter(entry -> set(source).isPresent()),
                new Software(lab.provenances().framework(), lab.jars().of(source.getClass())));
    }

    private static String use(RunSpec run, Dataset data) {
        ObjectNode keys = run.config().path("data").deepCopy();
        keys.retain(SHARED);
        keys.removeIf(JsonNode::isNull);
        String set =
                keys.properties().stream()
                        .map(key -> key.getKey() + ": " + text(key.getValue()))
                        .collect(Collectors.joining(", "));
        return counts(data) + " examples; " + set;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    private static String counts(Dataset data) {
        int held = data.validation().map(Examples::size).orElse(0);
        return "%s training, %s validation and %s test"
                .formatted(data.train().size(), held, data.test().size());
    }

    private static Optional<SetFiles> set(DataSource source) {
        if (source instanceof FolderSource folder) {
            return Optional.of(folder.files());
        }
        return source instanceof PublishedSet published
                ? Optional.of(published.files())
                : Optional.empty();
    }

    /** Returns the published set; empty for data of the user and for data that are made. */
    Optional<SetFiles> published() {
        return set(source).filter(files -> !files.citation().isEmpty());
    }

    /** Returns whether the source makes the data: its settings name no file. */
    boolean isMade() {
        return files.isEmpty();
    }

    /** Returns where the data are from, in a sentence. */
    public String origin() {
        if (isMade()) {
            return "The data source '%s'%s makes the data from its settings, which name no file."
                    .formatted(
                            settings.path("source").asText(),
                            software.plugin()
                                    .map(jar -> " of the plugin " + jar.fileName())
                                    .orElse(" of VaeLab (" + software.version() + ")"));
        }
        String names = files.stream().map(DataFile::name).collect(Collectors.joining(", "));
        return published()
                .map(set -> set.citation() + ". Files: " + names + ". " + where(set))
                .orElse("Files of the user: " + names + ".");
    }

    private static String where(SetFiles set) {
        return set.download()
                .map(from -> "VaeLab downloads them from " + from.mirrors().get(0) + ".")
                .orElse("A user gets them from " + set.address() + ".");
    }

    /** Returns the checksum of the content, as records have it, of any file format. */
    public String checksum() {
        return dataset.checksum();
    }

    /** Returns the settings as a file, without the paths of this machine. */
    byte[] settingsFile() {
        return RecordMapper.document(
                ConfigPaths.replace(
                        settings,
                        text ->
                                ConfigPaths.of(settings).contains(text)
                                        ? text.replaceFirst(".*[/\\\\]", "")
                                        : text));
    }

    /** Returns the name of the Croissant file. */
    public String croissantName() {
        return "croissant-" + id + ".json";
    }

    /**
     * Returns the files of the description: Croissant metadata, datasheet, and the settings of the
     * data.
     */
    public SortedMap<String, byte[]> write() throws IOException {
        SortedMap<String, byte[]> written = new TreeMap<>();
        written.put(settingsName(), settingsFile());
        written.put(croissantName(), RecordMapper.document(new Croissant(this).metadata()));
        written.put(
                "datasheet-" + id + ".md",
                new Datasheet(this).markdown().getBytes(StandardCharsets.UTF_8));
        return written;
    }

    String settingsName() {
        return "settings-" + id + ".json";
    }
}

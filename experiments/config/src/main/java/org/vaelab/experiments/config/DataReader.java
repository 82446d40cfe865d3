// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.framework.data.CompositeSource;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.settings.NoSettings;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.catalog.DataCatalog;
import org.vaelab.framework.sources.published.FolderSource;

record DataReader(SpecContext context, Binder binder) {

    static final String SOURCE = "source";

    private static final String PARTS = "parts";

    static final List<String> COMMON = SettingKey.names(DataSpec.Keys.class);

    /** Reads the section. */
    DataSpec read(Mapping section) {
        ConfigNode source = source(section);
        Problems problems = new Problems();
        // A source that has a common key itself, such as given, is the one that reads it.
        PartType<DataSource> type = registry().types().get(source.text());
        List<String> common = new ArrayList<>(COMMON);
        common.removeAll(type == null ? List.of() : SettingKey.names(type.type()));
        Optional<DataSpec.Keys> keys =
                problems.collect(() -> binder.bind(section.only(common), DataSpec.Keys.class));
        Optional<DataSource> part = problems.collect(() -> part(source, section, common));
        problems.throwIfAny();
        return new DataSpec(source.text(), part.orElseThrow(), keys.orElseThrow());
    }

    private ConfigNode source(Mapping section) {
        return section.require(SOURCE, "allowed: " + String.join(", ", names()));
    }

    /**
     * Creates the source of a section.
     *
     * @param common the keys of the section that are not of its source
     */
    private DataSource part(ConfigNode source, Mapping section, List<String> common) {
        String name = source.text();
        PartType<DataSource> bound = registry().types().get(name);
        List<String> others = new ArrayList<>(common);
        others.add(SOURCE);
        if (bound != null) {
            DataSource found = binder.bind(section.without(others), bound.type(), others);
            return found instanceof CompositeSource composite ? joined(composite, section) : found;
        }
        if (FolderSource.isFolder(name, context.locations())) {
            binder.bind(section.without(others), NoSettings.class, others);
            return new FolderSource(name, context.locations());
        }
        Problem unknown = Problem.unknown(source.place(), "data source", name, names());
        List<String> hints = new ArrayList<>(unknown.hints());
        hints.add("or the name of a folder with MNIST's four files in one of");
        for (DataLocations.Root root : context.locations().roots()) {
            hints.add("    " + root);
        }
        hints.add("set VAELAB_DATA to the folder that holds yours");
        throw SpecException.of(new Problem(unknown.place(), unknown.message(), hints));
    }

    /** Creates the source whose setting has sections of others, which have no common keys. */
    private DataSource joined(CompositeSource composite, Mapping section) {
        Mapping sections = section.requireSection(PARTS, "");
        Map<String, JsonNode> written = new LinkedHashMap<>();
        Map<String, DataSource> sources = new LinkedHashMap<>();
        Problems problems = new Problems();
        for (String key : composite.parts().keySet()) {
            problems.collect(
                            () -> {
                                Mapping own = sections.requireSection(key, "{source: ...}");
                                ConfigNode named = source(own);
                                DataSource created = part(named, own, List.of());
                                written.put(key, write(named.text(), created));
                                return created;
                            })
                    .ifPresent(created -> sources.put(key, created));
        }
        problems.throwIfAny();
        List<DataSource> made = new ArrayList<>();
        Binder.check(section, () -> made.add(composite.of(written, sources)));
        return made.get(0);
    }

    /** Returns a source with its settings as a config has it. */
    static ObjectNode write(String name, DataSource source) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put(SOURCE, name);
        return section.setAll((ObjectNode) Binder.tree(source));
    }

    private Registry<DataSource> registry() {
        return context.plugins().of(DataSource.class);
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(registry().names());
        DataCatalog.entries(registry(), context.locations())
                .forEach(entry -> names.add(entry.name()));
        return names;
    }
}

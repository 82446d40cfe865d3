// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vaelab.experiments.data.DataCatalog;
import org.vaelab.experiments.data.DataLocations;
import org.vaelab.experiments.data.FolderSource;
import org.vaelab.experiments.data.FolderSourceFactory;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.plugin.DataSourceFactory;

/** Reads the section {@code data}. */
final class DataReader {

    static final String SOURCE = "source";

    private static final List<String> COMMON = ModelReader.components(DataSpec.Keys.class);

    private final SpecContext context;
    private final Binder binder;

    DataReader(SpecContext context, Binder binder) {
        this.context = context;
        this.binder = binder;
    }

    /**
     * Reads the section.
     *
     * @throws SpecException if the source is unknown or a setting wrong
     */
    DataSpec read(Mapping section) {
        ConfigNode source =
                section.get(SOURCE)
                        .orElseThrow(
                                () ->
                                        SpecException.at(
                                                section.place(),
                                                "the key 'source' is missing",
                                                "allowed: " + String.join(", ", names())));
        String name = ModelReader.text(source);
        Problems problems = new Problems();
        Optional<DataSpec.Keys> keys =
                problems.collect(() -> binder.bind(section.only(COMMON), DataSpec.Keys.class));
        Optional<DataSourceFactory<?>> factory = problems.collect(() -> factory(name, source));
        Optional<? extends Record> settings =
                factory.flatMap(f -> problems.collect(() -> settings(section, f)));
        problems.throwIfAny();
        return new DataSpec(
                new ConfiguredPart<>(name, factory.orElseThrow(), settings.orElseThrow()),
                keys.orElseThrow());
    }

    private Record settings(Mapping section, DataSourceFactory<?> factory) {
        List<String> others = new ArrayList<>(COMMON);
        others.add(SOURCE);
        return binder.bind(section.without(others), factory.settingsType(), others);
    }

    private DataSourceFactory<?> factory(String name, ConfigNode source) {
        DataSourceFactory<?> registered = context.plugins().data().parts().get(name);
        if (registered != null) {
            return registered;
        }
        if (FolderSource.isFolder(name, context.locations())) {
            return new FolderSourceFactory(name, context.locations());
        }
        Problem unknown = Problems.unknown(source.place(), "data source", name, names());
        List<String> hints = new ArrayList<>(unknown.hints());
        hints.add("or the name of a folder with MNIST's four files in one of");
        for (DataLocations.Root root : context.locations().roots()) {
            hints.add("    " + root);
        }
        throw new SpecException(List.of(new Problem(unknown.place(), unknown.message(), hints)));
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(context.plugins().data().parts().keySet());
        DataCatalog.entries(context.locations()).forEach(entry -> names.add(entry.name()));
        return names;
    }
}

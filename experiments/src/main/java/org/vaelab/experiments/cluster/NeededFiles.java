// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.plan.Job;
import org.vaelab.framework.sources.DataLocations;

/**
 * The files and folders that runs read: those that settings name, and named data sets under a data
 * root.
 */
final class NeededFiles {

    /** The folder of named data sets in the archive, a data root on the worker. */
    private static final String DATA = "data";

    private final Set<Path> paths = new LinkedHashSet<>();
    private final Map<String, Path> found = new LinkedHashMap<>();

    private NeededFiles() {}

    /** Returns what runs need, by the paths in the archive of files. */
    static Map<String, Path> of(List<Job> jobs, DataLocations locations) {
        NeededFiles needed = new NeededFiles();
        for (Job job : jobs) {
            needed.add(job.spec());
            needed.addNamed(job.spec().data().name(), locations);
        }
        for (Path path : needed.paths) {
            needed.found.put(needed.found.size() + "/" + path.getFileName(), path);
        }
        return needed.found;
    }

    private void addNamed(String name, DataLocations locations) {
        if (!name.matches("[A-Za-z0-9_.-]+")) {
            return;
        }
        locations.roots().stream()
                .map(root -> root.path().resolve(name))
                .filter(Files::isDirectory)
                .findFirst()
                .ifPresent(folder -> found.put(DATA + "/" + name, folder));
    }

    /** Adds the paths among the components of a record, and of what they hold. */
    private void add(@Nullable Object value) {
        if (value instanceof Path path) {
            existing(path).ifPresent(paths::add);
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(this::add);
        } else if (value instanceof Collection<?> values) {
            values.forEach(this::add);
        } else if (value instanceof Map<?, ?> values) {
            values.values().forEach(this::add);
        } else if (value instanceof Record record && !(record instanceof DataLocations.Root)) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                add(component(record, component));
            }
        }
    }

    private static @Nullable Object component(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Returns the file of a path, which may end with the name of an array: {@code a.npz#x}. */
    private static Optional<Path> existing(Path path) {
        if (Files.exists(path)) {
            return Optional.of(path.toAbsolutePath());
        }
        String text = path.toString();
        int member = text.lastIndexOf('#');
        return member < 0
                ? Optional.empty()
                : Optional.of(Path.of(text.substring(0, member)).toAbsolutePath())
                        .filter(Files::exists);
    }
}

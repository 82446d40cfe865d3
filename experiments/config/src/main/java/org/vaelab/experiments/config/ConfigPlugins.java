// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * The key {@code plugins} of a config. It is read before the other keys, which may name parts of
 * these jars.
 *
 * @param jars in their order
 */
@Internal
public record ConfigPlugins(List<Pinned> jars) {

    static final String KEY = "plugins";

    /** No plugins, as of a command without a config. */
    public static final ConfigPlugins NONE = new ConfigPlugins(List.of());

    /** The keys of one plugin. */
    record Keys(
            @Setting("the jar") Path jar,
            @Setting("SHA-256 of the jar, in hexadecimal; absent: any build, and records name it")
                    @Nullable String sha256) {

        Keys {
            if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
                throw new SettingException(
                        "sha256",
                        "must be 64 hexadecimal digits in lower case, is '" + sha256 + "'");
            }
        }
    }

    private record Pinned(Keys keys, ConfigNode written) {

        String fileName() {
            return String.valueOf(keys.jar().getFileName());
        }

        Place place(String key) {
            return written.asMapping().get(key).orElse(written).place();
        }
    }

    public ConfigPlugins {
        jars = List.copyOf(jars);
    }

    /**
     * Reads the key of a config file and of those that it extends.
     *
     * @param settings as after {@code --set}
     * @throws SpecException if the file cannot be read, the key is invalid, or a setting replaces
     *     it
     */
    public static ConfigPlugins read(Path file, List<String> settings) {
        for (String setting : settings) {
            Replacement replaced = Replacement.parse(setting);
            if (replaced.section().equals(KEY)) {
                throw SpecException.at(
                        replaced.place(),
                        "the plugins of a config cannot be replaced so",
                        "add a plugin jar, which replaces the jar of the same file name");
            }
        }
        Mapping root = ExtendedConfig.read(file, UnaryOperator.identity(), Set.of("jar")).root();
        Optional<ConfigNode> section = root.get(KEY);
        if (section.isEmpty()) {
            return NONE;
        }
        if (!(section.get() instanceof Sequence written)) {
            throw SpecException.at(
                    section.get().place(),
                    "is " + section.get().written() + ", expected a list",
                    "for example plugins: [{jar: laplace-0.1.0.jar}]");
        }
        Binder binder = new Binder(SpecReader.folder(file), UnknownKeys.toOneSection());
        Problems problems = new Problems();
        List<Pinned> jars = new ArrayList<>();
        for (ConfigNode item : written.items()) {
            problems.collect(() -> new Pinned(binder.bind(item.asMapping(), Keys.class), item))
                    .ifPresent(jars::add);
        }
        problems.throwIfAny();
        return new ConfigPlugins(jars);
    }

    /**
     * Opens these plugins and those of the command line. One of the command line replaces one of
     * the same file name.
     *
     * @param given the jars of the command line
     * @throws SpecException if a jar of these does not exist, is no plugin, or is not the pinned
     *     build
     * @throws PluginException as {@link PluginJars#open} does
     */
    public PluginJars open(List<Path> given, ClassLoader parent) {
        List<Path> names = given.stream().map(Path::getFileName).toList();
        List<Path> all = new ArrayList<>();
        for (Pinned pinned : jars) {
            Path jar = pinned.keys().jar();
            if (names.contains(jar.getFileName())) {
                continue;
            }
            if (!Files.exists(jar)) {
                throw SpecException.at(
                        pinned.place("jar"),
                        jar + ": no such file",
                        "the path is relative to the folder of the config; or give the plugin's jar '"
                                + pinned.fileName()
                                + "'");
            }
            all.add(jar);
        }
        all.addAll(given);
        PluginJars opened = opened(all, parent);
        for (PluginJar jar : opened.jars()) {
            jars.stream()
                    .filter(pinned -> pinned.fileName().equals(jar.fileName()))
                    .forEach(pinned -> requirePinned(pinned, jar));
        }
        return opened;
    }

    private PluginJars opened(List<Path> all, ClassLoader parent) {
        try {
            return PluginJars.open(all, parent);
        } catch (PluginException e) {
            String message = String.valueOf(e.getMessage());
            for (Pinned pinned : jars) {
                if (message.startsWith(pinned.keys().jar() + ":")) {
                    throw SpecException.of(Problem.ofLines(pinned.place("jar"), message));
                }
            }
            throw e;
        }
    }

    private static void requirePinned(Pinned pinned, PluginJar jar) {
        String wanted = pinned.keys().sha256();
        if (wanted != null && !wanted.equals(jar.checksum())) {
            throw SpecException.at(
                    pinned.place("sha256"),
                    "%s is another build: the config pins %s, the jar has %s"
                            .formatted(jar.path(), wanted, jar.checksum()),
                    "give the pinned build as the plugin's jar '"
                            + jar.fileName()
                            + "', or write the checksum of the jar into the config");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The modules of VaeLab that the pom of a module names, those of its tests left out.
 *
 * @param dependencies by their folders
 */
record ModulePom(Set<String> dependencies) {

    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final Pattern ARTIFACT =
            Pattern.compile("<artifactId>(vaelab-[^<]+)</artifactId>");

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    static ModulePom of(Path root, String module) {
        try {
            Map<String, String> folders = folders(root);
            Set<String> dependencies = new LinkedHashSet<>();
            String pom = Files.readString(root.resolve(module).resolve("pom.xml"));
            Matcher dependency = DEPENDENCY.matcher(pom);
            while (dependency.find()) {
                Matcher artifact = ARTIFACT.matcher(dependency.group(1));
                if (artifact.find() && !dependency.group(1).contains("<scope>test</scope>")) {
                    dependencies.add(folders.get(artifact.group(1)));
                }
            }
            return new ModulePom(dependencies);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of each module by its artifact. */
    private static Map<String, String> folders(Path root) throws IOException {
        Map<String, String> folders = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(""));
        while (!open.isEmpty()) {
            String folder = open.remove();
            String pom = Files.readString(root.resolve(folder).resolve("pom.xml"));
            String own = pom.replaceFirst("(?s)<parent>.*?</parent>", "");
            Matcher artifact = ARTIFACT.matcher(own);
            if (artifact.find()) {
                folders.put(artifact.group(1), folder);
            }
            Matcher module = MODULE.matcher(own);
            while (module.find()) {
                open.add(folder.isEmpty() ? module.group(1) : folder + "/" + module.group(1));
            }
        }
        return folders;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
        try (Stream<Path> walk = Files.walk(root, 4)) {
            for (Path pom : walk.filter(file -> file.endsWith("pom.xml")).toList()) {
                String own = Files.readString(pom).replaceFirst("(?s)<parent>.*?</parent>", "");
                Matcher artifact = ARTIFACT.matcher(own);
                if (artifact.find()) {
                    Path folder = root.relativize(pom.toAbsolutePath().normalize().getParent());
                    folders.put(artifact.group(1), folder.toString().replace('\\', '/'));
                }
            }
        }
        return folders;
    }
}

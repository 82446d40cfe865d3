// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

/** Where the libraries of a preset are looked for. */
final class JavaCppPresetTest {

    private static final String OPENBLAS = "org.bytedeco.openblas.global.openblas_nolapack";

    /** The class path, of which the searches for libraries are noted. */
    private static final class Noting extends URLClassLoader {

        private final List<String> searched = new ArrayList<>();

        Noting() {
            super(classPath(), JavaCppPresetTest.class.getClassLoader());
        }

        private static URL[] classPath() {
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Noting::url)
                    .toArray(URL[]::new);
        }

        private static URL url(String path) {
            try {
                return Path.of(path).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(path, e);
            }
        }

        /** Takes the preset from here, and all else from the class path. */
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(OPENBLAS)) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
        }

        @Override
        public URL getResource(String name) {
            note(name);
            return super.getResource(name);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            note(name);
            return super.getResources(name);
        }

        private void note(String name) {
            if (name.contains(System.mapLibraryName("x").replaceFirst(".*x", ""))) {
                searched.add(name);
            }
        }
    }

    /** A search for an absent library costs as much as there are jars. */
    @Test
    void librariesAreLookedForInTheJarsOfPresetsAlone() throws Exception {
        try (Noting loader = new Noting()) {
            List<JavaCppPreset> presets = JavaCppPreset.inOrder(loader.loadClass(OPENBLAS));
            JavaCppPreset openblas = presets.get(presets.size() - 1);
            assertThat(openblas.type().getClassLoader()).isSameAs(loader);
            assertThat(openblas.names()).isNotEmpty();
            assertThat(openblas.isBundled()).isTrue();
            assertThat(openblas.unloaded().toString()).contains(Loader.getPlatform());
            assertThat(openblas.find("absent@.1")).isEmpty();
            assertThat(loader.searched).isEmpty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.net.URL;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.natives.BundledLibraries;

final class NativesTest {

    @Test
    void allProcessesShareTheLibraries() {
        assertThat(Natives.environment().getVersion()).isNotEmpty();
        Path folder = Path.of(System.getProperty("onnxruntime.native.path"));
        assertThat(folder).isDirectoryContaining("glob:**onnxruntime4j_jni*");
        URL library =
                OrtEnvironment.class.getResource(
                        "native/"
                                + folder.getFileName()
                                + "/"
                                + System.mapLibraryName("onnxruntime"));
        assertThat(BundledLibraries.unpack(library)).hasParent(folder);
    }
}

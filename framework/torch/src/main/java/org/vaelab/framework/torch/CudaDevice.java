// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.vaelab.framework.tensor.spi.BackendException;

/**
 * A CUDA device as CUDA's runtime describes it. Asking loads the runtime and the driver.
 *
 * @param index among the devices that the process sees
 * @param name such as {@code NVIDIA H100 80GB HBM3}
 * @param capability the compute capability, such as {@code 9.0}
 */
record CudaDevice(int index, String name, String capability, long totalBytes) {

    /** Returns the devices that the process sees, in their order. */
    static List<CudaDevice> all() {
        int[] count = new int[1];
        check("cudaGetDeviceCount", cudart.cudaGetDeviceCount(count));
        List<CudaDevice> devices = new ArrayList<>();
        for (int i = 0; i < count[0]; i++) {
            devices.add(at(i));
        }
        return devices;
    }

    static CudaDevice at(int index) {
        try (cudaDeviceProp properties = new cudaDeviceProp();
                BytePointer name = name(properties, index)) {
            return new CudaDevice(
                    index,
                    name.getString(),
                    properties.major() + "." + properties.minor(),
                    properties.totalGlobalMem());
        }
    }

    private static BytePointer name(cudaDeviceProp properties, int index) {
        check("cudaGetDeviceProperties", cudart.cudaGetDeviceProperties(properties, index));
        return properties.name();
    }

    /** Returns the index that a name such as {@code cuda} or {@code cuda:1} gives a device. */
    static int indexOf(String device) {
        int colon = device.indexOf(':');
        return colon < 0 ? 0 : Integer.parseInt(device.substring(colon + 1));
    }

    /** Returns the memory that nobody has taken, of this process or another, in bytes. */
    long freeBytes() {
        int[] before = new int[1];
        check("cudaGetDevice", cudart.cudaGetDevice(before));
        check("cudaSetDevice", cudart.cudaSetDevice(index));
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            check("cudaMemGetInfo", cudart.cudaMemGetInfo(free, total));
            return free.get();
        } finally {
            check("cudaSetDevice", cudart.cudaSetDevice(before[0]));
        }
    }

    /** Returns the newest CUDA that the driver knows, such as {@code 13.0}. */
    static String driverCuda() {
        int[] version = new int[1];
        check("cudaDriverGetVersion", cudart.cudaDriverGetVersion(version));
        return dotted(version[0]);
    }

    /** Returns the version of the CUDA runtime that was found, such as {@code 13.0}. */
    static String runtimeCuda() {
        int[] version = new int[1];
        check("cudaRuntimeGetVersion", cudart.cudaRuntimeGetVersion(version));
        return dotted(version[0]);
    }

    /** Returns the description of the device for records. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("gpu", name);
        facts.put("computeCapability", capability);
        facts.put("gpuMemory", mebibytes(totalBytes));
        facts.put("cudaRuntime", runtimeCuda());
        facts.put("cudaOfDriver", driverCuda());
        return facts;
    }

    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%d MiB", bytes >> 20);
    }

    /** CUDA writes 13.1 as 13010. */
    static String dotted(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    private static void check(String call, int error) {
        if (error != 0) {
            try (BytePointer text = cudart.cudaGetErrorString(error)) {
                throw new BackendException(
                        call + " failed: " + text.getString() + " (error " + error + ")");
            }
        }
    }
}

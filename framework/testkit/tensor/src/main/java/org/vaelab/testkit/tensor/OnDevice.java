// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs a device, such as {@code cuda}. The test is skipped if no backend on the class
 * path has the device. The reason lists what the backends report as missing.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DeviceCondition.class)
public @interface OnDevice {

    /** Returns the device, as {@code runtime.device} names it. */
    String value();
}

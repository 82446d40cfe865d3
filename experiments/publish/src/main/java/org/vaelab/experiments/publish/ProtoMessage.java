// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/** Builds a message of Protocol Buffers field by field, without a schema. */
final class ProtoMessage {

    private final ByteString.Output bytes = ByteString.newOutput();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** Adds an integer, a bool or an enum. */
    ProtoMessage whole(int field, long value) throws IOException {
        out.writeInt64(field, value);
        return this;
    }

    ProtoMessage number(int field, double value) throws IOException {
        out.writeDouble(field, value);
        return this;
    }

    ProtoMessage number(int field, float value) throws IOException {
        out.writeFloat(field, value);
        return this;
    }

    ProtoMessage text(int field, String value) throws IOException {
        out.writeString(field, value);
        return this;
    }

    ProtoMessage message(int field, ProtoMessage value) throws IOException {
        return bytes(field, value.toBytes());
    }

    ProtoMessage bytes(int field, byte[] value) throws IOException {
        out.writeByteArray(field, value);
        return this;
    }

    byte[] toBytes() throws IOException {
        out.flush();
        return bytes.toByteString().toByteArray();
    }
}

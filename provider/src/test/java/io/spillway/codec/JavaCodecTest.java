package io.spillway.codec;

import java.util.List;

class JavaCodecTest extends CodecContractTest {
    @Override
    ValueCodec codec(List<Class<?>> declared, List<String> allow) {
        return new JavaCodec(getClass().getClassLoader(), new ClassPolicy("orders", declared, allow));
    }

    @Override
    byte[] gadget() {
        return codec(List.of(), List.of()).encode(new Gadget());
    }
}

package dev.corral.dump;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;

/** The messages of {@code profile.proto}, by their public description. */
final class PprofSchema {

	private static final Pattern FIELD = Pattern.compile("(repeated )?(\\w+) (\\w+) = (\\d+)");

	private static final Map<String, FieldDescriptorProto.Type> SCALARS = Map.of("int64",
			FieldDescriptorProto.Type.TYPE_INT64, "uint64", FieldDescriptorProto.Type.TYPE_UINT64, "bool",
			FieldDescriptorProto.Type.TYPE_BOOL, "string", FieldDescriptorProto.Type.TYPE_STRING);

	static final Descriptor PROFILE = profile();

	private PprofSchema() {
	}

	private static Descriptor profile() {
		FileDescriptorProto file = FileDescriptorProto.newBuilder()
			.setName("profile.proto")
			.setSyntax("proto3")
			.addMessageType(message("Profile", "repeated ValueType sample_type = 1", "repeated Sample sample = 2",
					"repeated Mapping mapping = 3", "repeated Location location = 4", "repeated Function function = 5",
					"repeated string string_table = 6", "int64 drop_frames = 7", "int64 keep_frames = 8",
					"int64 time_nanos = 9", "int64 duration_nanos = 10", "ValueType period_type = 11",
					"int64 period = 12", "repeated int64 comment = 13", "int64 default_sample_type = 14"))
			.addMessageType(message("ValueType", "int64 type = 1", "int64 unit = 2"))
			.addMessageType(message("Sample", "repeated uint64 location_id = 1", "repeated int64 value = 2",
					"repeated Label label = 3"))
			.addMessageType(message("Label", "int64 key = 1", "int64 str = 2", "int64 num = 3", "int64 num_unit = 4"))
			.addMessageType(message("Mapping", "uint64 id = 1", "uint64 memory_start = 2", "uint64 memory_limit = 3",
					"uint64 file_offset = 4", "int64 filename = 5", "int64 build_id = 6", "bool has_functions = 7",
					"bool has_filenames = 8", "bool has_line_numbers = 9", "bool has_inline_frames = 10"))
			.addMessageType(message("Location", "uint64 id = 1", "uint64 mapping_id = 2", "uint64 address = 3",
					"repeated Line line = 4", "bool is_folded = 5"))
			.addMessageType(message("Line", "uint64 function_id = 1", "int64 line = 2"))
			.addMessageType(message("Function", "uint64 id = 1", "int64 name = 2", "int64 system_name = 3",
					"int64 filename = 4", "int64 start_line = 5"))
			.build();
		try {
			return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Profile");
		}
		catch (DescriptorValidationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static DescriptorProto message(String name, String... fields) {
		return DescriptorProto.newBuilder()
			.setName(name)
			.addAllField(List.of(fields).stream().map(PprofSchema::field).toList())
			.build();
	}

	private static FieldDescriptorProto field(String declaration) {
		Matcher parts = FIELD.matcher(declaration);
		if (!parts.matches()) {
			throw new IllegalArgumentException(declaration);
		}
		FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder()
			.setLabel((parts.group(1) != null) ? FieldDescriptorProto.Label.LABEL_REPEATED
					: FieldDescriptorProto.Label.LABEL_OPTIONAL)
			.setName(parts.group(3))
			.setNumber(Integer.parseInt(parts.group(4)));
		FieldDescriptorProto.Type scalar = SCALARS.get(parts.group(2));
		return ((scalar != null) ? field.setType(scalar)
				: field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName("." + parts.group(2)))
			.build();
	}

}

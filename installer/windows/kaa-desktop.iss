; Inno Setup 6: installationsprogram för Windows. INTE PROVAT. Se LÄSMIG.md i samma mapp.
; Körs på Windows, i projektets mapp, efter: python -m PyInstaller --noconfirm --distpath dist
; --workpath build\bundle\work installer\kaa-desktop.spec
#define Version "0.1.0"

[Setup]
AppId={{5B0E3C0E-7A57-4E0B-9C55-0D6F1E3B7A11}
AppName=KAA Desktop
AppVersion={#Version}
AppPublisher=KAA Desktop
DefaultDirName={autopf}\KAA Desktop
DisableProgramGroupPage=yes
; För alla användare, installerat av en administratör; profilerna ligger hos var och en.
PrivilegesRequired=admin
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=kaa-desktop-{#Version}-setup
Compression=lzma2
SolidCompression=yes
CloseApplications=yes
UninstallDisplayName=KAA Desktop
; SignTool=kommunens  ; signera: se LÄSMIG.md

[Languages]
Name: "swedish"; MessagesFile: "compiler:Languages\Swedish.isl"

[Files]
Source: "..\..\dist\kaa-desktop\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; En uppgradering får inte lämna kvar den gamla versionens delar.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{autoprograms}\KAA Desktop"; Filename: "{app}\kaa-desktop.exe"

[Code]
{ Avinstallationen säger om arbete väntar. Den läser bara status.json och tar aldrig bort en profil.
  Körs den av en annan administratör än användaren ser den inte hennes mapp: då säger den det. }
function Waiting(Folder: String): Integer;
var
  Found: TFindRec;
  Content: AnsiString;
  Place: Integer;
begin
  Result := 0;
  if FindFirst(Folder + '\*', Found) then
  try
    repeat
      if LoadStringFromFile(Folder + '\' + Found.Name + '\status.json', Content) then begin
        Place := Pos('"unsent": ', Content);
        if (Place > 0) and (Copy(Content, Place + 10, 1) <> '0') then
          Result := Result + 1;
      end;
    until not FindNext(Found);
  finally
    FindClose(Found);
  end;
end;

function InitializeUninstall(): Boolean;
begin
  Result := True;
  if Waiting(ExpandConstant('{localappdata}\kaa-desktop\profiles')) > 0 then
    Result := MsgBox('På datorn finns arbete som inte har skickats till servern. Det ligger kvar, ' +
      'krypterat, men kan inte skickas utan programmet. Ta bort programmet ändå?',
      mbConfirmation, MB_YESNO or MB_DEFBUTTON2) = IDYES;
end;
